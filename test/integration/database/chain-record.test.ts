import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { accountId, chainId } from '../../../src/domain/caip.ts';
import type { ChainEvent } from '../../../src/domain/transfer.ts';
import { PostgresChainRecord } from '../../../src/ledger/postgres/chain-record.ts';
import { PostgresLedger } from '../../../src/ledger/postgres/ledger.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

let store: TestDatabase;
let record: PostgresChainRecord;
let ledger: PostgresLedger;
let chains = 0;
let chain = chainId('test:record-0');
const everywhere = { fromHeight: 0, toHeight: 1000 };

beforeAll(async () => {
  store = await openTestDatabase();
  ledger = new PostgresLedger(store.database);
  record = new PostgresChainRecord(store.database);
});
afterAll(async () => await store?.close());
beforeEach(() => {
  chains += 1;
  chain = chainId(`test:record-${chains}`);
});

const contract = (name: string) => accountId(`${chain}:${name}`);

function event(given: Partial<ChainEvent> = {}): ChainEvent {
  return {
    chain,
    height: 5,
    blockHash: '0xb5',
    time: '2026-01-02T03:04:05.678Z',
    tx: '0xaa',
    txIndex: 1,
    logIndex: 2,
    contract: contract('bridge'),
    topics: [`0x${'0a'.repeat(32)}`, '0x01'],
    data: '0x00ff',
    ...given,
  };
}

async function append(events: readonly ChainEvent[], blocks: Record<number, string> = {}) {
  await ledger.append({
    owner: { shared: true },
    transfers: [],
    events,
    coverage: [],
    blocks: Object.entries(blocks).map(([height, hash]) => ({
      chain,
      height: Number(height),
      hash,
    })),
  });
}

it('gives block hashes as they were seen first, until they are withdrawn', async () => {
  const hashes = async () => [...(await record.blockHashes(chain, { fromHeight: 4, toHeight: 6 }))];
  expect(await hashes()).toEqual([]);
  await append([], { 3: '0x03', 4: '0x04', 5: '0x05', 6: '0x06', 7: '0x07' });
  await append([], { 5: '0x55' });
  expect(await hashes()).toEqual([
    [4, '0x04'],
    [5, '0x05'],
    [6, '0x06'],
  ]);
  await ledger.withdraw(chain, 4);
  expect(await hashes()).toEqual([[4, '0x04']]);
});

it('gives events as they came, each once, in order, of the contracts that are asked for', async () => {
  const late = event({ height: 6, tx: '0xbb', txIndex: 0, logIndex: 0 });
  const other = event({ logIndex: 3, contract: contract('router') });
  await append([late, other, event(), event()]);
  await append([event()]);
  const ask = (names: string[], eventsMax = 10) =>
    record.eventsOf({ chain, contracts: names.map(contract), range: everywhere, eventsMax });
  expect(await ask(['bridge', 'unseen'])).toEqual({ events: [event(), late], truncated: false });
  expect(await ask(['router', 'bridge'], 2)).toEqual({ events: [event(), other], truncated: true });
  expect((await ask([])).events).toEqual([]);
});

it('gives the events of transactions, as the last reading saw them', async () => {
  await append([event(), event({ tx: '0xbb' }), event({ tx: '0xcc' })]);
  const moved = event({ height: 8, blockHash: '0xb8' });
  await append([moved]);
  const found = await record.eventsOfTransactions(chain, ['0xaa', '0xcc', '0xdd']);
  expect(found).toEqual([event({ tx: '0xcc' }), moved]);
});
