import { EventFragment, type ParamType } from 'ethers';
import { messageOf } from '../domain/errors.ts';
import type { ChainEvent } from '../domain/transfer.ts';
import {
  type AbiArguments,
  abiValues,
  isDynamic,
  namedArguments,
  wordValue,
} from './abi-values.ts';

/** A log read by an ABI. */
export interface ReadEvent {
  readonly name: string;
  /** Signature of the fragment, such as `Trade(address,…)`: tells generations of one name apart. */
  readonly signature: string;
  readonly args: AbiArguments;
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
  const fragment = fragmentOf(abi);
  const signature = fragment.format('sighash');
  const { name, topicHash, inputs } = fragment;
  const parts = {
    inputs,
    indexed: inputs.filter((input) => input.indexed === true),
    plain: inputs.filter((input) => input.indexed !== true),
  };
  return {
    signature,
    topic0: topicHash,
    indexedCount: parts.indexed.length,
    read(log) {
      try {
        return { name, signature, args: argumentsOf(parts, log), log };
      } catch (error) {
        return { signature, log, message: messageOf(error) };
      }
    },
  };
}

function fragmentOf(abi: string): EventFragment {
  if (!/^event\s+\w+/.test(abi)) throw new TypeError(`not an event: ${abi}`);
  return EventFragment.from(abi);
}

interface Inputs {
  readonly inputs: readonly ParamType[];
  readonly indexed: readonly ParamType[];
  readonly plain: readonly ParamType[];
}

function argumentsOf(
  { inputs, indexed, plain }: Inputs,
  { topics, data }: ChainEvent,
): AbiArguments {
  if (!/^0x(?:[0-9a-f]{2})*$/i.test(data) || topics.length !== indexed.length + 1) {
    throw new RangeError('not the data of this event');
  }
  const ofData = abiValues(plain, data.slice(2).toLowerCase());
  let [topic, place] = [0, 0];
  const values = inputs.map((input) => {
    if (input.indexed !== true) return ofData[place++];
    topic += 1;
    return topicValue(input, topics[topic] ?? '');
  });
  return namedArguments(inputs, values);
}

/** Of a value that is longer than a topic only its hash is there. */
function topicValue(input: ParamType, topic: string) {
  if (!/^0x[0-9a-f]{64}$/i.test(topic)) throw new RangeError('not a topic');
  const isHashed = isDynamic(input) || input.baseType === 'tuple' || input.baseType === 'array';
  const word = topic.slice(2).toLowerCase();
  return isHashed ? `0x${word}` : wordValue(input.baseType, word);
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
