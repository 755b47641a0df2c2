import { parentPort } from 'node:worker_threads';
import { isWagetraceError } from '../domain/errors.ts';
import type { NamedSubject } from '../domain/name-match.ts';
import { type PartyAnswer, PartySearch } from './party-search.ts';

/**
 * What a thread is told: parties in parts (each a `ListedParty` as JSON) and that these are all, or
 * what another thread packed of all; then to pack them, and whom to search.
 */
export type ThreadRequest =
  | { readonly kind: 'add'; readonly parties: readonly string[] }
  | { readonly kind: 'build' }
  | { readonly kind: 'read'; readonly packed: Uint8Array }
  | { readonly kind: 'pack' }
  | { readonly kind: 'search'; readonly subjects: readonly NamedSubject[] };

/** One for each request, in order. */
export interface ThreadAnswer {
  readonly found?: readonly PartyAnswer[];
  readonly packed?: Uint8Array;
  /** Why what was to be read cannot be; the thread is as if it had not been asked. */
  readonly unreadable?: string;
}

/** The life of a thread: it is fed once, builds once, and then searches until it is ended. */
const parties: string[] = [];
let search: PartySearch | undefined;

parentPort?.on('message', (request: ThreadRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer(request: ThreadRequest): ThreadAnswer {
  switch (request.kind) {
    case 'add':
      parties.push(...request.parties);
      return {};
    case 'build':
      search = PartySearch.build(parties.splice(0));
      return {};
    case 'read':
      return read(request.packed);
    case 'pack':
      return { packed: built().pack() };
    case 'search':
      return { found: request.subjects.map((subject) => built().find(subject)) };
  }
}

function read(packed: Uint8Array): ThreadAnswer {
  try {
    search = PartySearch.read(packed);
    return {};
  } catch (error) {
    if (!isWagetraceError(error)) throw error;
    return { unreadable: error.message };
  }
}

function built(): PartySearch {
  if (!search) throw new TypeError('asked before it was built');
  return search;
}
