import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outpoint, outpointKey } from '../../../src/domain/utxo.ts';
import { PostgresCoinSpends } from '../../../src/ledger/postgres/coin-spends.ts';
import { PostgresUtxoLedger } from '../../../src/ledger/postgres/utxo-ledger.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { bitcoin, utxoTransaction } from '../../support/utxo-builder.ts';

const tx = 'ab'.repeat(32);
const [first, second]: [Outpoint, Outpoint] = [
  { tx, index: 0 },
  { tx, index: 4_294_967_295 },
];
const told = { blockHash: 'ef'.repeat(32), source: 'test' };

describe('coins that were seen one by one', () => {
  let opened: TestDatabase;
  let spends: PostgresCoinSpends;
  let ledger: PostgresUtxoLedger;
  beforeAll(async () => {
    opened = await openTestDatabase();
    spends = new PostgresCoinSpends(opened.database, () => undefined, systemClock);
    ledger = new PostgresUtxoLedger(opened.database, () => []);
    const made = { tx, height: 5, inputs: [], outputs: [['holder', 7]] } as const;
    await ledger.append([{ ...utxoTransaction(made), blockHash: 'cd'.repeat(32) }]);
  });
  afterAll(async () => await opened?.close());

  const seenTo = async (height: number) => [
    ...(await spends.seen(bitcoin, [first, second], height)),
  ];

  it('are those that were asked about at the block or later, and none loses by an older answer', async () => {
    await spends.keep(bitcoin, { coin: second, height: 120, ...told });
    await spends.keep(bitcoin, { coin: second, height: 110, ...told });
    expect(await seenTo(120)).toEqual([outpointKey(second)]);
    expect(await seenTo(121)).toEqual([]);
  });

  it('are seen only up to the fork when blocks are replaced', async () => {
    await ledger.withdraw(bitcoin, 90);
    expect(await seenTo(91)).toEqual([]);
    expect(await seenTo(90)).toEqual([outpointKey(second)]);
  });

  it('are asked of nobody where no provider tells', async () => {
    expect(await spends.ask(bitcoin, first, new AbortController().signal)).toBeUndefined();
  });
});
