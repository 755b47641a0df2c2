import { describe, expect, it } from 'vitest';
import {
  type BalanceFact,
  type StreamedShare,
  takenShares,
} from '../../../../src/crosschain/payments/streamed-balance.ts';
import { type AccountId, accountId } from '../../../../src/domain/caip.ts';
import { testRandom, testSeed } from '../../../support/random.ts';
import { modelledShares, type StreamedStep } from '../../../support/streamed-model.ts';

const seed = testSeed();
console.log(`streamed balance: WAGETRACE_TEST_SEED=${seed}`);
const random = testRandom(seed);

const account = (place: number) => accountId(`eip155:1:0x${String(place).padStart(40, '0')}`);
const [payee, nobody, other] = [account(1), account(0), account(2)];
const senders = [account(3), account(4), account(5)];

/** The same step, as the model has it and as the chain tells it. */
interface Told {
  readonly step: StreamedStep;
  readonly fact: BalanceFact;
}

function toldAt(timeS: number, logIndex: number, balanceBase: bigint): Told {
  const place = { height: timeS, logIndex, timeS };
  const kind = random.between(0, 9);
  const rateBase = BigInt(random.between(0, 3) * random.between(1, 40));
  if (kind < 4) {
    const from = senders[random.between(0, senders.length - 1)] ?? other;
    return {
      step: { kind: 'rate', timeS, payer: from, rateBase },
      fact: { kind: 'flow', ...place, from, to: payee, rateBase },
    };
  }
  if (kind === 4) {
    return {
      step: { kind: 'own-rate', timeS, rateBase: rateBase / 8n },
      fact: { kind: 'flow', ...place, from: payee, to: other, rateBase: rateBase / 8n },
    };
  }
  if (kind === 5 || balanceBase <= 0n) {
    const amountBase = BigInt(random.between(0, 500));
    return {
      step: { kind: 'income', timeS, amountBase },
      fact: { kind: 'movement', ...place, from: other, to: payee, amountBase },
    };
  }
  const amountBase = BigInt(random.between(1, Number(balanceBase)));
  return {
    step: { kind: 'debit', timeS, amountBase },
    fact: { kind: 'movement', ...place, from: payee, to: nobody, amountBase },
  };
}

/** A history whose debits the account could always pay. */
function history(): Told[] {
  const told: Told[] = [];
  let timeS = 1_000;
  for (let at = 0; at < 40; at += 1) {
    timeS += random.between(0, 30);
    const facts: BalanceFact[] = told.map(({ fact }) => fact);
    const now = { kind: 'movement', height: timeS, logIndex: at, timeS } as const;
    const nothing = { ...now, from: payee, to: nobody, amountBase: 0n } as const;
    const balance = takenShares(payee, [...facts, nothing], (one) => one === nothing)?.balanceBase;
    told.push(toldAt(timeS, at, balance ?? 0n));
  }
  return told;
}

const byPayer = (shares: readonly StreamedShare[] = []) =>
  new Map(shares.map(({ payer, amountBase }) => [payer ?? '', amountBase]));

const sorted = (shares: ReadonlyMap<string, bigint>) =>
  [...shares].sort(([a], [b]) => (a < b ? -1 : 1));

describe('what is taken out of a super token', () => {
  it('is of whoever streamed it first, as a queue of seconds has it', () => {
    for (let run = 0; run < 60; run += 1) {
      const told = history();
      const facts = told.map(({ fact }) => fact);
      const debits = facts.filter((fact) => fact.kind === 'movement' && fact.from === payee);
      const shares = debits.map((debit) =>
        byPayer(takenShares(payee, facts, (one) => one === debit)?.shares),
      );
      const modelled = modelledShares(told.map(({ step }) => step));
      expect(shares.map(sorted), `run ${run}`).toEqual(modelled.map(sorted));
    }
  });

  it('does not depend on what came after it', () => {
    const told = history().map(({ fact }) => fact);
    for (const [index, debit] of told.entries()) {
      if (debit.kind !== 'movement' || debit.from !== payee) continue;
      const isIt = (one: BalanceFact) => one === debit;
      expect(takenShares(payee, told.slice(0, index + 1), isIt)?.shares).toEqual(
        takenShares(payee, told, isIt)?.shares,
      );
    }
  });

  it('is nothing where nothing of the kind was taken', () => {
    const flow = (rateBase: bigint, timeS: number): BalanceFact => {
      const [from] = senders as [AccountId];
      return { kind: 'flow', height: timeS, logIndex: 0, timeS, from, to: payee, rateBase };
    };
    expect(takenShares(payee, [flow(3n, 10), flow(0n, 20)], () => true)).toBeUndefined();
  });
});
