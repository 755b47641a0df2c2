import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CoinJoinCandidate } from '../../../../src/tracing/coinjoin/candidate.ts';
import { detectCoinJoin } from '../../../../src/tracing/coinjoin/detect-coinjoin.ts';
import { mixesOwners } from '../../../../src/tracing/coinjoin/finding.ts';
import {
  carrierTransfers,
  consolidations,
  depositsToWithdrawals,
  fanOuts,
  reusedAddressRounds,
  smallZeroLinkRounds,
  tx0s,
  wabiSabiPayments,
  whirlpoolCycles,
  zeroLinkLevelRounds,
} from './generated-edge-rounds.ts';

const samples = 300;
const seed = 20_260_101;

/** The share of generated transactions that are found to be such. */
function share(
  rounds: fc.Arbitrary<CoinJoinCandidate>,
  isSuch: (finding: ReturnType<typeof detectCoinJoin>) => boolean,
): number {
  const drawn = fc.sample(rounds, { numRuns: samples, seed });
  return drawn.filter((round) => isSuch(detectCoinJoin(round))).length / samples;
}

describe('mixes at the edge of their protocols', () => {
  it.each([
    ['ZeroLink of few, with several coins each', smallZeroLinkRounds, 0.9],
    ['ZeroLink with higher levels', zeroLinkLevelRounds, 0.99],
    ['ZeroLink with an address used twice', reusedAddressRounds, 0.9],
    ['WabiSabi with payments to other kinds of addresses', wabiSabiPayments, 0.99],
  ])('are found: %s', (_name, rounds, least) => {
    expect(share(rounds, mixesOwners)).toBeGreaterThanOrEqual(least);
  });

  it('are named where the protocol leaves no choice: Whirlpool of any size and pool, and its Tx0', () => {
    expect(share(whirlpoolCycles, (finding) => finding?.kind === 'whirlpool')).toBe(1);
    expect(share(tx0s, (finding) => finding?.kind === 'whirlpool-tx0')).toBe(1);
  });
});

describe('what only looks like a mix', () => {
  it.each([
    ['coins gathered', consolidations, 0],
    ['carriers of tokens', carrierTransfers, 0],
    ['coins cut into equal ones', fanOuts, 0.01],
    ['withdrawals out of deposits', depositsToWithdrawals, 0.02],
  ])('is hardly ever taken for one: %s', (_name, transactions, most) => {
    expect(share(transactions, (finding) => finding !== undefined)).toBeLessThanOrEqual(most);
  });
});
