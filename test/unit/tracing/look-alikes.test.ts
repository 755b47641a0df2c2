import { describe, expect, it } from 'vitest';
import { type AccountId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { lookAlikesAmong } from '../../../src/tracing/look-alikes.ts';

const chain = chainId('eip155:1');
const account = (address: string) => accountId(`${chain}:${address}`);
const worker = account(`0x${'11'.repeat(20)}`);
const employer = account(`0xabcd${'22'.repeat(16)}ef01`);
const imitation = account(`0xabcd${'33'.repeat(16)}ef01`);
const third = account(`0xabcd${'55'.repeat(16)}ef01`);
const stranger = account(`0xabcd${'44'.repeat(16)}ef02`);
const dollar = assetId(`${chain}/erc20:0x${'aa'.repeat(20)}`);
const other = assetId(`${chain}/erc20:0x${'bb'.repeat(20)}`);

let position = 0;
function transfer(from: AccountId, to: AccountId, given: Partial<Transfer> = {}): Transfer {
  position += 1;
  return {
    ...{ chain, height: 1, blockHash: '0x1', time: '2026-01-01T00:00:00.000Z', tx: '0x2' },
    ...{ txIndex: 0, position, from, to, asset: dollar, amountBase: 1_000_000n, kind: 'token' },
    ...given,
  };
}

const found = (transfers: readonly Transfer[], fromHeight = 0) =>
  lookAlikesAmong([{ account: worker, asset: dollar, fromHeight }], transfers).shown;
const named = (transfers: readonly Transfer[], fromHeight?: number) =>
  found(transfers, fromHeight).map(({ lookAlike, imitates }) => [lookAlike, imitates]);

describe('look-alikes in a history', () => {
  it.each([
    ['of nothing', () => transfer(worker, imitation, { amountBase: 0n, suspect: 'spoofed' })],
    ['of dust', () => transfer(imitation, worker, { amountBase: 1_000n })],
  ])('are who is in a transfer %s and looks like a known account', (_what, given) => {
    const wage = transfer(employer, worker);
    const bait = given();
    expect(found([wage, bait])).toEqual([
      {
        ...{ account: worker, lookAlike: imitation, imitates: employer },
        ...{ transferKey: transferKey(bait), transfers: 1 },
      },
    ]);
  });

  it('are found in whatever order transfers were loaded', () => {
    const wage = transfer(employer, worker);
    const bait = transfer(imitation, worker, { amountBase: 1n });
    expect(named([bait, wage])).toEqual([[imitation, employer]]);
  });

  it('are not those whom the account itself paid, however little', () => {
    const history = [transfer(employer, worker), transfer(worker, imitation, { amountBase: 1n })];
    expect(named(history)).toEqual([]);
  });

  it('are not those who paid more than dust in all, however it was split', () => {
    const wage = transfer(employer, worker);
    const parts = [1, 2, 3].map(() => transfer(imitation, worker, { amountBase: 400n }));
    const [flagged] = found([wage, ...parts]);
    expect(flagged?.transfers).toBe(2);
  });

  it('need someone to imitate: the first of two is genuine, and bait is no one to imitate', () => {
    const first = transfer(imitation, worker, { amountBase: 5n });
    expect(named([first, transfer(employer, worker)])).toEqual([]);
    const dust = (from: AccountId) => transfer(from, worker, { amountBase: 1n });
    expect(named([transfer(employer, worker), dust(imitation), dust(third)])).toEqual([
      [imitation, employer],
      [third, employer],
    ]);
  });

  it('are counted beyond the hundred that are named', () => {
    const bait = Array.from({ length: 130 }, (_, n) => {
      const made = account(`0xabcd${n.toString(16).padStart(32, '0')}ef01`);
      return transfer(made, worker, { amountBase: 1n });
    });
    const history = [{ ...transfer(employer, worker), position: -5 }, ...bait];
    const pots = [{ account: worker, asset: dollar, fromHeight: 0 }];
    const { found: all, shown } = lookAlikesAmong(pots, history);
    expect([all, shown.length]).toEqual([130, 100]);
  });

  it('differ nowhere where the eye looks', () => {
    const small = transfer(stranger, worker, { amountBase: 1n });
    expect(named([transfer(employer, worker), small])).toEqual([]);
  });

  it('are judged by what passed in the same asset', () => {
    const small = transfer(imitation, worker, { asset: other, amountBase: 1n });
    expect(named([transfer(employer, worker), small])).toEqual([]);
  });

  it('are judged from the first gain of the pot on, whatever else was loaded', () => {
    const before = transfer(employer, worker, { height: 4 });
    const bait = transfer(imitation, worker, { height: 6, amountBase: 1n });
    expect(named([before, bait], 5)).toEqual([]);
    expect(named([before, bait], 4)).toEqual([[imitation, employer]]);
  });

  it('are looked for in walked histories alone', () => {
    const elsewhere = [
      transfer(employer, stranger),
      transfer(imitation, stranger, { amountBase: 1n }),
    ];
    expect(named(elsewhere)).toEqual([]);
  });
});
