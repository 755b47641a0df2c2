import { describe, expect, it } from 'vitest';
import { ConfirmedSource } from '../../../src/chains/confirmed-source.ts';
import { accountId, assetId } from '../../../src/domain/caip.ts';
import type { IncompleteReason } from '../../../src/domain/completeness.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import type { ChainSource } from '../../../src/ports/chain-source.ts';
import { scriptedChain, scriptedSource } from '../../support/scripted-source.ts';

const signal = new AbortController().signal;
const account = (digit: string) => accountId(`${scriptedChain}:0x${digit.repeat(40)}`);
const wage: Transfer = {
  chain: scriptedChain,
  height: 3,
  blockHash: '0xb3',
  time: '2026-01-01T00:00:00.000Z',
  tx: '0x77',
  txIndex: 0,
  position: 1_000_004,
  from: account('1'),
  to: account('2'),
  asset: assetId(`${scriptedChain}/slip44:60`),
  amountBase: 500n,
  kind: 'native',
};
const fee: Transfer = { ...wage, position: 9_000_000, amountBase: 21n, kind: 'fee' };
const internal: Transfer = { ...wage, position: 2_000_000, amountBase: 9n, kind: 'internal' };

function index(transfers: readonly Transfer[]): ChainSource {
  return {
    ...scriptedSource('index'),
    async *account(_account, range) {
      await Promise.resolve();
      yield { ...range, transfers, events: [], blockHashes: { 3: '0xb3' } };
    },
  };
}

function node(transfers: readonly Transfer[], incomplete: readonly IncompleteReason[] = []) {
  const source: ChainSource = {
    ...scriptedSource('node'),
    transaction: (tx) =>
      Promise.resolve(
        tx === wage.tx
          ? {
              ...{ height: 3, blockHash: '0xb3', time: wage.time, failed: false },
              ...{ transfers, events: [], incomplete },
            }
          : undefined,
      ),
  };
  return source;
}

async function read(source: ChainSource): Promise<Transfer[]> {
  const range = { fromHeight: 1, toHeight: 9 };
  const transfers: Transfer[] = [];
  for await (const batch of source.account(account('2'), range, signal)) {
    expect(batch.source).toBe('index confirmed by node');
    transfers.push(...batch.transfers);
  }
  return transfers;
}

describe('an index confirmed by a node', () => {
  it("tells each transfer as the node does, with the node's places and fees", async () => {
    const vague = { ...wage, position: 3_000_777, orderInferred: true };
    const told = await read(new ConfirmedSource(index([vague]), node([wage, fee])));
    expect(told).toEqual([wage, fee]);
  });

  it("keeps the index's internal transfers where the node does not trace", async () => {
    const untraced = [{ code: 'no-internal-transfers', message: 'no traces' }];
    const told = await read(new ConfirmedSource(index([wage, internal]), node([wage], untraced)));
    expect(told).toEqual([wage, internal]);
  });

  it('takes what arises with a transaction from the node, and withdrawals from the index', async () => {
    const arising: Transfer = { ...wage, position: -1, kind: 'mint', from: account('0') };
    const withdrawal: Transfer = { ...wage, tx: 'withdrawal-7', position: 0, kind: 'withdrawal' };
    const source = new ConfirmedSource(index([wage, withdrawal]), node([arising, wage]));
    expect((await read(source)).map(({ kind }) => kind).sort()).toEqual([
      'mint',
      'native',
      'withdrawal',
    ]);
  });

  it('lacks nothing of what the node told', async () => {
    const lacks = ['partial-fees', 'no-deposits', 'no-withdrawals'];
    const lacking: ChainSource = {
      ...index([wage]),
      async *account(...asked) {
        const incomplete = lacks.map((code) => ({ code, message: code }));
        for await (const batch of index([wage]).account(...asked)) yield { ...batch, incomplete };
      },
    };
    const range = { fromHeight: 1, toHeight: 9 };
    const source = new ConfirmedSource(lacking, node([wage]));
    for await (const { incomplete } of source.account(account('2'), range, signal)) {
      expect(incomplete?.map(({ code }) => code)).toEqual(['no-withdrawals']);
    }
  });

  it.each([
    ['tells of another amount', [{ ...wage, amountBase: 499n }], [wage]],
    ['tells of a transfer that the node does not see', [wage, internal], [wage]],
    ['leaves out one that the node sees', [wage], [wage, internal]],
    ['tells one twice', [wage, { ...wage, position: 1_000_005 }], [wage]],
    ['tells of a transaction that the node does not know', [{ ...wage, tx: '0x78' }], []],
  ])('raises an alarm when the index %s', async (_what, indexed, seen) => {
    const reading = read(new ConfirmedSource(index(indexed), node(seen)));
    await expect(reading).rejects.toMatchObject({
      code: 'source.disagreement',
      details: { transactions: [indexed[0]?.tx] },
    });
  });
});
