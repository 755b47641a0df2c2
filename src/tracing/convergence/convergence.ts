import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import { lesser } from '../lesser.ts';
import { independentGroups } from './independent-groups.ts';
import type { PaidPayee } from './paid-payee.ts';
import { poissonBinomialTail } from './poisson-binomial.ts';

/** What is known of an account that wages met, in the asset of the wages. */
export interface MeetingPlace {
  /** Senders of significant value that are none of our payees' trails. */
  readonly outsideSenders: number;
  /** All that it took in over the time of the wages, base units. */
  readonly incomeBase: bigint;
  readonly service?: Pick<ServiceVerdict, 'kind' | 'source'>;
  /** Of the matched control wallets (chain, size, country) how many meet it; instead of senders. */
  readonly controls?: { readonly met: number; readonly of: number };
}

export interface ConvergenceRequest {
  readonly payees: readonly PaidPayee[];
  /** Accounts to leave out: our own employers and their funders. */
  readonly leftOut: ReadonlySet<AccountId>;
  readonly placeOf: (account: AccountId) => MeetingPlace;
  /** Active senders of the asset on the chain over the time of the wages. */
  readonly activeSenders: number;
  /** Hops within which a wage must pass (default 4). */
  readonly hopsMax?: number;
}

/** An account that more payees meet than chance explains. */
export interface Convergence {
  readonly account: AccountId;
  readonly payees: readonly string[];
  /** Independent groups among them. */
  readonly groups: number;
  /** Expected number of accounts that as many groups meet by chance. */
  readonly eValue: number;
  /** Our payees' wages in what the account took in, in millionths. */
  readonly incomeShareMillionths: number;
  readonly throughBase: bigint;
  /** The account looks like a service by its behaviour; a label would have left it out. */
  readonly inferredService: boolean;
}

export interface ConvergenceResult {
  /** By E-value, least first. */
  readonly found: readonly Convergence[];
  /** Accounts that were tried. */
  readonly tried: number;
}

const hopsDefault = 4;
const eValueMax = 0.01;
const incomeShareMinimum = 50_000;
/** One group alone converges with nobody. */
const groupsMin = 2;
const paydaysMin = 2;

/**
 * Accounts where the wages of unconnected payees come together. A payee meets an account when at
 * least half of its wages, over at least two paydays, pass it within the hops. Labelled services
 * are left out, inferred ones stay and are marked. By chance a payee whose wages reached r places
 * meets an account of d outside senders among D with p = 1 − (1 − d/D)^r; with M accounts tried,
 * E = M · P(at least k groups meet it). Reported at E ≤ 0.01 when our wages are at least 5 percent
 * of what the account takes in.
 */
export function convergenceOf(request: ConvergenceRequest): ConvergenceResult {
  const hopsMax = request.hopsMax ?? hopsDefault;
  const passed = new Map(request.payees.map((payee) => [payee, passagesOf(payee, hopsMax)]));
  const candidates = new Map<AccountId, MeetingPlace>();
  for (const passages of passed.values()) {
    for (const account of passages.keys()) {
      if (request.leftOut.has(account) || candidates.has(account)) continue;
      const place = request.placeOf(account);
      if (place.service?.source !== 'label') candidates.set(account, place);
    }
  }
  const groups = independentGroups(request.payees);
  const found = [...candidates].flatMap(([account, place]) => {
    const meeting = judge(account, place, groups, passed, request.activeSenders, candidates.size);
    return meeting ? [meeting] : [];
  });
  found.sort((a, b) => a.eValue - b.eValue || (a.account < b.account ? -1 : 1));
  return { found, tried: candidates.size };
}

/** Accounts that at least two independent groups meet, ascending: those that must be looked at. */
export function meetingsOf({
  payees,
  leftOut,
  hopsMax = hopsDefault,
}: Pick<ConvergenceRequest, 'payees' | 'leftOut' | 'hopsMax'>): AccountId[] {
  const groupsAt = new Map<AccountId, number>();
  for (const group of independentGroups(payees)) {
    const met = group.flatMap((payee) =>
      [...passagesOf(payee, hopsMax)].flatMap(([account, passage]) =>
        isMeeting(payee, passage) ? [account] : [],
      ),
    );
    for (const account of new Set(met)) groupsAt.set(account, (groupsAt.get(account) ?? 0) + 1);
  }
  return [...groupsAt]
    .flatMap(([account, groups]) => (groups >= groupsMin && !leftOut.has(account) ? [account] : []))
    .sort();
}

/** What of a payee's wages passed an account. */
interface Passage {
  throughBase: bigint;
  readonly paydays: Set<string>;
}

function passagesOf(payee: PaidPayee, hopsMax: number): Map<AccountId, Passage> {
  const passages = new Map<AccountId, Passage>();
  for (const { payday, trace } of payee.wages) {
    for (const { account, seedUnits, hops } of trace.touched) {
      if (hops > hopsMax || payee.wallets.includes(account)) continue;
      const passage = passages.get(account) ?? { throughBase: 0n, paydays: new Set() };
      passage.throughBase += lesser(seedUnits, trace.seedBase);
      passage.paydays.add(payday);
      passages.set(account, passage);
    }
  }
  return passages;
}

function judge(
  account: AccountId,
  place: MeetingPlace,
  groups: readonly PaidPayee[][],
  passed: ReadonlyMap<PaidPayee, ReadonlyMap<AccountId, Passage>>,
  activeSenders: number,
  tried: number,
): Convergence | undefined {
  const meets = (payee: PaidPayee): boolean => isMeeting(payee, passed.get(payee)?.get(account));
  const meeting = groups.filter((group) => group.some(meets));
  if (meeting.length < groupsMin) return undefined;
  const chances = groups.map((group) => {
    const missed = group.map(
      (payee) => 1 - chanceOf(place, passed.get(payee)?.size ?? 0, activeSenders),
    );
    return 1 - missed.reduce((product, chance) => product * chance, 1);
  });
  const eValue = tried * poissonBinomialTail(chances, meeting.length);
  const payees = meeting.flat().filter(meets);
  let throughBase = 0n;
  for (const payee of payees) throughBase += passed.get(payee)?.get(account)?.throughBase ?? 0n;
  const incomeShareMillionths = shareOf(throughBase, place.incomeBase);
  if (eValue > eValueMax || incomeShareMillionths < incomeShareMinimum) return undefined;
  return {
    account,
    payees: payees.map(({ payee }) => payee),
    groups: meeting.length,
    eValue,
    incomeShareMillionths,
    throughBase,
    inferredService: place.service?.source === 'inferred',
  };
}

function isMeeting(payee: PaidPayee, passage: Passage | undefined): boolean {
  if (!passage || passage.paydays.size < paydaysMin) return false;
  const wagesBase = payee.wages.reduce((sum, { trace }) => sum + trace.seedBase, 0n);
  return passage.throughBase * 2n >= wagesBase;
}

/** How likely one payee meets the account by chance. */
function chanceOf(place: MeetingPlace, placesReached: number, activeSenders: number): number {
  const { controls } = place;
  // With few controls a share of none would claim certainty: one more is counted as meeting it.
  if (controls) return Math.min(1, (controls.met + 1) / (controls.of + 1));
  const share = Math.min(1, Math.max(1, place.outsideSenders) / Math.max(1, activeSenders));
  return -Math.expm1(placesReached * Math.log1p(-share));
}

function shareOf(part: bigint, whole: bigint): number {
  if (whole <= part) return 1_000_000;
  return Number((part * 1_000_000n) / whole);
}
