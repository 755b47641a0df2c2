import { existsSync, readFileSync } from 'node:fs';
import { EventFragment, Interface, id, type ParamType } from 'ethers';
import { describe, expect, it } from 'vitest';
import { eventFragmentReader, isUnreadable } from '../../../../src/crosschain/event-reader.ts';
import { chainId } from '../../../../src/domain/caip.ts';
import { account } from '../record-builder.ts';
import { decoder, equipped } from './bridge-harness.ts';

const events = equipped.flatMap(({ row, family }) =>
  family.events.map((spec) => ({ protocol: row.protocol, abi: spec.abi })),
);

/** A value of a type, different for each place. */
function sample(type: ParamType, seed: number): unknown {
  if (type.arrayChildren) {
    const { arrayChildren } = type;
    const length = type.arrayLength === -1 || type.arrayLength === null ? 2 : type.arrayLength;
    return Array.from({ length }, (_, index) => sample(arrayChildren, seed + index + 1));
  }
  if (type.components) return type.components.map((child, index) => sample(child, seed + index));
  const { baseType } = type;
  if (baseType === 'address') return `0x${(seed + 16).toString(16).padStart(40, 'a')}`;
  if (baseType === 'bool') return seed % 2 === 0;
  if (baseType === 'string') return `text ${seed}`;
  if (baseType === 'bytes') return `0x${'0a'.repeat((seed % 40) + 1)}`;
  if (baseType.startsWith('bytes')) return `0x${'1b'.repeat(Number(baseType.slice(5)))}`;
  return BigInt(seed + 1);
}

function plain(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    return Array.from(value as Iterable<unknown>, plain); // CAST: of values only arrays and tuples are objects
  }
  return typeof value === 'string' ? value.toLowerCase() : value;
}

describe('events of the families', () => {
  it.each(events)('$protocol reads back what it encodes: $abi', ({ abi }) => {
    const fragment = EventFragment.from(abi);
    const values = fragment.inputs.map((input, index) => sample(input, index));
    const { data, topics } = new Interface([abi]).encodeEventLog(fragment, values);
    const reader = eventFragmentReader(abi);
    const read = reader.read({
      chain: chainId('eip155:1'),
      height: 1,
      blockHash: '',
      time: '',
      tx: '',
      txIndex: 0,
      logIndex: 0,
      contract: account(`0x${'1'.repeat(40)}`),
      topics: topics.map(String),
      data,
    });
    if (isUnreadable(read)) throw new Error(read.message);
    expect(read.log.topics[0]).toBe(id(fragment.format('sighash')));
    expect(plain(read.args)).toEqual(plain(values));
    expect(decoder.topics.has(reader.topic0)).toBe(true);
  });
});

interface CatalogueRow {
  readonly bridge: string;
  readonly event: string;
  readonly topic0: string;
  readonly indexed: number;
}

/** Entries of the shared catalogue that are tokens, accounts, venues, mixers or have no family. */
const notBridges = new Set(
  'aa cow curve pancakeswap railgun stablecoin tokenlike tornado uniswap owlto ren 1inch'.split(
    ' ',
  ),
);
const file = new URL('../../../../../shared/data/crosschain/bridges.json', import.meta.url);
const isThere = existsSync(file);
if (!isThere) process.stderr.write('skipped: no shared event catalogue beside the repository\n');

describe.skipIf(!isThere)('the shared event catalogue', () => {
  it('has no bridge event that a family does not read, and equal topics', () => {
    const known = new Map(
      events.map(({ abi }) => {
        const reader = eventFragmentReader(abi);
        return [`${reader.topic0}/${reader.indexedCount}`, abi];
      }),
    );
    // CAST: the format of the catalogue.
    const { events: rows } = JSON.parse(readFileSync(file, 'utf8')) as { events: CatalogueRow[] };
    const covered = rows.filter((row) => !notBridges.has(row.bridge));
    const missing = covered.filter((row) => {
      const reader = eventFragmentReader(row.event);
      expect(reader.topic0).toBe(row.topic0);
      return !known.has(`${reader.topic0}/${reader.indexedCount}`);
    });
    expect(missing.map((row) => row.event)).toEqual([]);
    expect(covered.length).toBeGreaterThan(100);
  });
});
