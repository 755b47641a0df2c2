import type { AccountId } from '../../domain/caip.ts';

/** Where something stands in its chain, and when that was. */
interface Place {
  readonly height: number;
  readonly logIndex: number;
  /** Of its block, seconds since 1970. */
  readonly timeS: number;
}

/** From then on one account streams to another at this rate, base units a second; 0 ends it. */
export interface FlowChange extends Place {
  readonly kind: 'flow';
  readonly from: AccountId;
  readonly to: AccountId;
  readonly rateBase: bigint;
}

/** An ordinary transfer of the super token; minting and burning are among them. */
export interface Movement extends Place {
  readonly kind: 'movement';
  readonly from: AccountId;
  readonly to: AccountId;
  readonly amountBase: bigint;
}

export type BalanceFact = FlowChange | Movement;

/** What of an amount one account had streamed; without a payer it is other income. */
export interface StreamedShare {
  readonly payer?: AccountId;
  readonly amountBase: bigint;
}

/** What an account took out of a super token, and what the same facts leave it. */
interface TakenShares {
  /** Senders in the order of their accounts, then other income. */
  readonly shares: readonly StreamedShare[];
  /** At the end of the last fact's second. */
  readonly balanceBase: bigint;
}

/** What an account was credited in a stretch of time, or at once. */
interface Credit {
  readonly amountBase: bigint;
  /** What each sender gave in each second of the stretch; empty where it came at once. */
  readonly perSecond: readonly (readonly [AccountId, bigint])[];
}

/**
 * Whose an amount was that an account took out of a super token: what accrued first is taken out
 * first. All that it was ever credited is a line, in the order of its coming and within one second
 * in the order of the senders' accounts. Each debit takes the next stretch of the line, be it a
 * transfer, a burn or the seconds of a stream that the account pays itself. So a share depends on
 * how much went before, and on nothing that is loaded or came after.
 *
 * @param facts all of the account in that token, in the order of the chain
 * @param isTaken tells the debit that is asked for; the last that it tells counts
 * @returns undefined where there is none
 */
export function takenShares(
  account: AccountId,
  facts: readonly BalanceFact[],
  isTaken: (movement: Movement) => boolean,
): TakenShares | undefined {
  const credits: Credit[] = [];
  const incoming = new Map<AccountId, bigint>();
  const outgoing = new Map<AccountId, bigint>();
  let [creditedBase, debitedBase, timeS] = [0n, 0n, 0];
  let taken: { readonly fromBase: bigint; readonly amountBase: bigint } | undefined;
  const credit = (one: Credit) => {
    credits.push(one);
    creditedBase += one.amountBase;
  };
  for (const fact of facts) {
    const seconds = BigInt(fact.timeS - timeS);
    timeS = fact.timeS;
    const perSecond = [...incoming].sort(([a], [b]) => (a < b ? -1 : 1));
    if (seconds > 0n && perSecond.length > 0)
      credit({ amountBase: seconds * sumOf(incoming), perSecond });
    debitedBase += seconds * sumOf(outgoing);
    if (fact.from === fact.to) continue;
    if (fact.kind === 'flow') {
      const [flows, other] = fact.to === account ? [incoming, fact.from] : [outgoing, fact.to];
      if (fact.rateBase > 0n) flows.set(other, fact.rateBase);
      else flows.delete(other);
    } else if (fact.to === account) {
      credit({ amountBase: fact.amountBase, perSecond: [] });
    } else {
      if (isTaken(fact)) taken = { fromBase: debitedBase, amountBase: fact.amountBase };
      debitedBase += fact.amountBase;
    }
  }
  if (!taken) return undefined;
  return { shares: sharesOf(credits, taken), balanceBase: creditedBase - debitedBase };
}

const sumOf = (rates: ReadonlyMap<AccountId, bigint>) =>
  [...rates.values()].reduce((sum, rate) => sum + rate, 0n);

/** The stretch of the line that begins behind `fromBase`, by who gave it. */
function sharesOf(
  credits: readonly Credit[],
  { fromBase, amountBase }: { readonly fromBase: bigint; readonly amountBase: bigint },
): StreamedShare[] {
  const given = new Map<AccountId, bigint>();
  let otherBase = 0n;
  let startBase = 0n;
  for (const { amountBase: heldBase, perSecond } of credits) {
    const within = (base: bigint) => clamped(base - startBase, heldBase);
    const [from, to] = [within(fromBase), within(fromBase + amountBase)];
    startBase += heldBase;
    if (from === to) continue;
    if (perSecond.length === 0) otherBase += to - from;
    const [before, after] = [firstOf(perSecond, from), firstOf(perSecond, to)];
    for (const [index, [sender]] of perSecond.entries()) {
      const share = (after[index] ?? 0n) - (before[index] ?? 0n);
      given.set(sender, (given.get(sender) ?? 0n) + share);
    }
  }
  const shares = [...given].filter(([, base]) => base > 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...shares.map(([payer, base]) => ({ payer, amountBase: base })),
    ...(otherBase > 0n ? [{ amountBase: otherBase }] : []),
  ];
}

/** What each sender gave of the first so much of a stretch of seconds. */
function firstOf(perSecond: Credit['perSecond'], base: bigint): bigint[] {
  const rateBase = perSecond.reduce((sum, [, rate]) => sum + rate, 0n);
  if (rateBase === 0n) return [];
  const [whole, rest] = [base / rateBase, base % rateBase];
  let beforeBase = 0n;
  return perSecond.map(([, rate]) => {
    const part = clamped(rest - beforeBase, rate);
    beforeBase += rate;
    return whole * rate + part;
  });
}

function clamped(value: bigint, most: bigint): bigint {
  return value < 0n ? 0n : value > most ? most : value;
}
