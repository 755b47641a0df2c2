import { blockingKeys, type KeyedPart } from './blocking-keys.ts';
import type { PreparedName } from './prepared-name.ts';

/** Which names have which key, as plain data. */
export interface Postings {
  readonly keys: readonly string[];
  /** Where in `places` the names of each key begin, and after the last one their end. */
  readonly starts: Uint32Array;
  /** Places of names, key after key, ascending for each. */
  readonly places: Uint32Array;
}

/** The keys of all names. Names share their words, and with them the parts that the keys are of. */
export function postingsOf(names: readonly PreparedName[]): Postings {
  const byKey = new Map<string, number[]>();
  const ofPart = new Map<KeyedPart, number[][]>();
  names.forEach((name, at) => {
    for (const part of blockingKeys(name, 'kept')) {
      const known = part.ofWord ? ofPart.get(part) : undefined;
      const postings = known ?? [...part.sure, ...part.near].map((key) => postingOf(byKey, key));
      if (part.ofWord && !known) ofPart.set(part, postings);
      for (const one of postings) {
        // Names come in order: one that has the key already is the last that has it.
        if (one[one.length - 1] !== at) one.push(at);
      }
    }
  });
  return inOneArray(byKey);
}

function postingOf(byKey: Map<string, number[]>, key: string): number[] {
  const posting = byKey.get(key) ?? [];
  if (posting.length === 0) byKey.set(key, posting);
  return posting;
}

function inOneArray(byKey: ReadonlyMap<string, readonly number[]>): Postings {
  const starts = new Uint32Array(byKey.size + 1);
  let end = 0;
  let next = 0;
  for (const posting of byKey.values()) {
    end += posting.length;
    next += 1;
    starts[next] = end;
  }
  const places = new Uint32Array(end);
  let at = 0;
  for (const posting of byKey.values()) {
    places.set(posting, starts[at]);
    at += 1;
  }
  return { keys: [...byKey.keys()], starts, places };
}
