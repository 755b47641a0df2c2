import { describe, expect, it } from 'vitest';
import { LookAlikes } from '../../../src/chains/look-alikes.ts';
import { type AccountId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';

const chain = chainId('eip155:1');
const account = (address: string) => accountId(`${chain}:${address}`);
const worker = account(`0x${'11'.repeat(20)}`);
const employer = account(`0xabcd${'22'.repeat(16)}ef01`);
const imitation = account(`0xabcd${'33'.repeat(16)}ef01`);
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

const suspects = (transfers: readonly Transfer[]) =>
  new LookAlikes(worker).mark(transfers).map((t) => t.suspect);

describe('address poisoning', () => {
  it.each([
    ['of nothing', transfer(worker, imitation, { amountBase: 0n, suspect: 'spoofed' })],
    ['of dust', transfer(imitation, worker, { amountBase: 1_000n })],
    ['of a fake token', transfer(imitation, worker, { asset: other, suspect: 'unlisted-asset' })],
  ])('is a transfer %s with an account that looks like a known one', (_what, bait) => {
    expect(suspects([transfer(employer, worker), bait])).toEqual([undefined, 'poisoning']);
  });

  it('is not seen in money that really went to the imitation', () => {
    const history = [transfer(employer, worker), transfer(worker, imitation)];
    expect(suspects(history)).toEqual([undefined, undefined]);
  });

  it('needs someone to imitate: the first of two look-alikes is genuine', () => {
    const history = [transfer(imitation, worker, { amountBase: 5n }), transfer(employer, worker)];
    expect(suspects(history)).toEqual([undefined, undefined]);
  });

  it('leaves accounts alone that differ where the eye looks', () => {
    const history = [transfer(employer, worker), transfer(stranger, worker, { amountBase: 1n })];
    expect(suspects(history)).toEqual([undefined, undefined]);
  });

  it('does not call a small amount dust in an asset that never passed before', () => {
    const small = transfer(imitation, worker, { asset: other, amountBase: 1n });
    expect(suspects([transfer(employer, worker), small])).toEqual([undefined, undefined]);
  });

  it('remembers over several batches', () => {
    const lookAlikes = new LookAlikes(worker);
    lookAlikes.mark([transfer(employer, worker)]);
    const [bait] = lookAlikes.mark([transfer(imitation, worker, { amountBase: 1n })]);
    expect(bait?.suspect).toBe('poisoning');
  });
});
