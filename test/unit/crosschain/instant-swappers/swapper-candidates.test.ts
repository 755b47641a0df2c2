import { describe, expect, it } from 'vitest';
import { swapperCandidate } from '../../../../src/crosschain/instant-swappers/swapper-candidates.ts';
import { assetId } from '../../../../src/domain/caip.ts';
import type { PricedTransfer } from '../../../../src/domain/candidate.ts';
import { account, address } from '../record-builder.ts';

let made = 0;
function transfer(minute: number, usd: number, asset: string): PricedTransfer {
  made += 1;
  return {
    key: `t${made}`,
    customer: account(address(made)),
    asset: assetId(`eip155:1/erc20:${asset}`),
    time: new Date(Date.UTC(2025, 0, 1) + minute * 60_000).toISOString(),
    usdMicros: BigInt(Math.round(usd * 1_000_000)),
  };
}

const deposit = transfer(0, 1_000, 'usdt');

describe('payouts of instant swappers', () => {
  it('are a candidate when one payout is clearly ahead', () => {
    const good = transfer(8, 990, 'btc');
    const late = transfer(55, 960, 'btc');
    const finding = swapperCandidate(deposit, [deposit], [late, good]);
    expect(finding).toMatchObject({ state: 'candidate', candidate: { payout: good } });
  });

  it('are left open when two fit about as well', () => {
    const payouts = [transfer(8, 990, 'btc'), transfer(9, 989, 'eth')];
    expect(swapperCandidate(deposit, [deposit], payouts)).toEqual({
      state: 'ambiguous',
      considered: 2,
    });
  });

  it('are left open when another deposit explains the payout as well', () => {
    const rival = transfer(1, 1_000, 'usdt');
    const finding = swapperCandidate(deposit, [deposit, rival], [transfer(8, 990, 'btc')]);
    expect(finding.state).toBe('ambiguous');
  });

  it.each([
    ['before the deposit confirmed', transfer(0.5, 990, 'btc')],
    ['after an hour', transfer(61, 990, 'btc')],
    ['worth much less', transfer(8, 940, 'btc')],
    ['worth more', transfer(8, 1_010, 'btc')],
    ['of the same asset', transfer(8, 990, 'usdt')],
  ])('are none %s', (_name, payout) => {
    expect(swapperCandidate(deposit, [deposit], [payout])).toEqual({
      state: 'none',
      considered: 0,
    });
  });
});
