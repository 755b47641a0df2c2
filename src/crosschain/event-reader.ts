import { Interface, type LogDescription } from 'ethers';
import { messageOf } from '../domain/errors.ts';
import type { ChainEvent } from '../domain/transfer.ts';

/** A log read by an ABI. `args` are by name and by index, as ethers gives them. */
export interface ReadEvent {
  readonly name: string;
  /** Signature of the fragment, such as `Trade(address,…)`: tells generations of one name apart. */
  readonly signature: string;
  readonly args: LogDescription['args'];
  readonly log: ChainEvent;
}

/** A log that bears the topic of an event and does not decode as it: hostile or another ABI. */
export interface UnreadableEvent {
  readonly signature: string;
  readonly log: ChainEvent;
  readonly message: string;
}

/** One event of an ABI; its topic is computed, never copied. */
export interface EventFragmentReader {
  readonly signature: string;
  readonly topic0: string;
  readonly indexedCount: number;
  read(log: ChainEvent): ReadEvent | UnreadableEvent;
}

/** Reader of one event given as human-readable ABI (`event Name(type indexed name, …)`). */
export function eventFragmentReader(abi: string): EventFragmentReader {
  const face = new Interface([abi]);
  const fragment = face.getEvent(face.fragments[0]?.type === 'event' ? abiName(abi) : '');
  if (!fragment) throw new TypeError(`not an event: ${abi}`);
  const signature = fragment.format('sighash');
  return {
    signature,
    topic0: fragment.topicHash,
    indexedCount: fragment.inputs.filter((input) => input.indexed === true).length,
    read(log) {
      try {
        const args = face.decodeEventLog(fragment, log.data, [...log.topics]);
        return { name: fragment.name, signature, args, log };
      } catch (error) {
        return { signature, log, message: messageOf(error) };
      }
    },
  };
}

function abiName(abi: string): string {
  return /^event\s+(\w+)/.exec(abi)?.[1] ?? '';
}

/**
 * Readers of many events, found by topic and by how many arguments are indexed, since two events
 * of one signature may index differently.
 */
export function eventReaders<Reader extends EventFragmentReader>(
  readers: readonly Reader[],
): (log: ChainEvent) => readonly Reader[] {
  const byTopic = new Map<string, Reader[]>();
  for (const reader of readers) {
    const key = `${reader.topic0}/${reader.indexedCount}`;
    byTopic.set(key, [...(byTopic.get(key) ?? []), reader]);
  }
  return (log) => byTopic.get(`${log.topics[0] ?? ''}/${log.topics.length - 1}`) ?? [];
}

/** True when the log did not decode. */
export function isUnreadable(event: ReadEvent | UnreadableEvent): event is UnreadableEvent {
  return 'message' in event;
}
