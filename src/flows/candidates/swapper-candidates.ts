import type { AccountId } from '../../domain/caip.ts';
import type { PricedTransfer, SwapperFinding } from '../../domain/candidate.ts';
import {
  type Completeness,
  completenessOf,
  type IncompleteReason,
} from '../../domain/completeness.ts';
import type { Endpoint } from '../../domain/flow.ts';
import { type Transfer, transferKey } from '../../domain/transfer.ts';
import type { CandidateFacts } from './candidate-facts.ts';
import type { SwapperLook, WindowLook } from './candidate-looks.ts';
import { type CandidatePrices, pricedTransfer } from './candidate-prices.ts';
import { lookAround, movedIn } from './swapper-window.ts';

/** Accounts of one service that are looked at, in their order. */
const accountsMax = 100;
/** Arrivals at one service whose payouts are looked for, the first. */
const arrivalsMax = 50;
/** Deposits and payouts around one arrival that are priced. */
const pricedMax = 2_000;

/** What may have answered one arrival of the wage. Without a finding nothing was concluded. */
interface ShownArrival {
  readonly arrival: Pick<Transfer, 'tx' | 'height' | 'time' | 'from' | 'asset' | 'amountBase'>;
  readonly basis: 'inferred';
  readonly method: 'amount-time';
  readonly finding?: SwapperFinding;
  /** The payout of the candidate. */
  readonly payout?: Pick<
    Transfer,
    'chain' | 'tx' | 'height' | 'time' | 'from' | 'to' | 'asset' | 'amountBase'
  >;
  readonly looked: WindowLook;
  readonly completeness: Completeness;
}

export interface ShownSwapper extends SwapperLook {
  readonly asset: Endpoint['asset'];
  readonly arrivals: readonly ShownArrival[];
  readonly completeness: Completeness;
}

/** An end of kind `service` as an instant swapper; undefined when no label says that it is one. */
export async function swapperLook(
  { cited, context, task }: CandidateFacts,
  { account }: Endpoint,
): Promise<SwapperLook | undefined> {
  if (cited) return cited.swappers.find((look) => look.account === account);
  const { organisationId } = task;
  const [label] = (await context.labels.labelsOf(organisationId, account)).current;
  if (label?.category !== 'instant-swapper') return undefined;
  const page = { limit: accountsMax + 1 };
  const named =
    label.entity === undefined
      ? []
      : await context.labels.accountsOf(organisationId, label.entity, page);
  const accounts = [...new Set([account, ...named.slice(0, accountsMax)])];
  return { account, accounts, truncated: named.length > accountsMax };
}

/** The payouts that may answer what of the wage arrived at an instant swapper. */
export async function swapperCandidates(
  facts: CandidateFacts,
  prices: CandidatePrices,
  end: Endpoint,
  look: SwapperLook,
): Promise<ShownSwapper> {
  const arrivals = await facts.arrivalsAt(end);
  const reasons: IncompleteReason[] = [];
  if (!arrivals) reasons.push({ code: 'too-many-transfers', message: 'Too many arrivals to read' });
  if (look.truncated) {
    reasons.push({ code: 'accounts-cut', message: `Only ${accountsMax} accounts are looked at` });
  }
  if (arrivals && arrivals.length > arrivalsMax) {
    reasons.push({ code: 'arrivals-cut', message: `Only ${arrivalsMax} arrivals are looked at` });
  }
  const shown: ShownArrival[] = [];
  for (const arrival of arrivals?.slice(0, arrivalsMax) ?? []) {
    shown.push(await answerOf(facts, prices, arrival, look.accounts));
  }
  reasons.push(...shown.flatMap(({ completeness }) => completeness.reasons));
  return { ...look, asset: end.asset, arrivals: shown, completeness: completenessOf(reasons) };
}

async function answerOf(
  facts: CandidateFacts,
  prices: CandidatePrices,
  arrival: Transfer,
  accounts: readonly AccountId[],
): Promise<ShownArrival> {
  const looked = await lookAround(facts, arrival, accounts);
  const { tx, height, time, from, asset, amountBase } = arrival;
  const frame: Omit<ShownArrival, 'completeness'> = {
    arrival: { tx, height, time, from, asset, amountBase },
    basis: 'inferred',
    method: 'amount-time',
    looked,
  };
  const reasons = reasonsOf(looked);
  const without = (code: string, message: string): ShownArrival => ({
    ...frame,
    completeness: completenessOf([...reasons, { code, message }]),
  });
  if (looked.isOpen) return without('window-open', 'A payout could still come: ask again later');
  const moved = await movedIn(facts, arrival, looked);
  const sides = moved && sidesOf(moved, arrival, new Set(accounts));
  if (!sides || sides.deposits.length + sides.payouts.length > pricedMax) {
    return without('too-many-transfers', 'The service moves too much to tell payouts apart');
  }
  facts.use([...sides.deposits, ...sides.payouts]);
  const priced = await pricedSides(prices, sides);
  const deposit = priced.deposits.find(({ key }) => key === transferKey(arrival));
  if (!deposit) return without('no-price', 'What the wage was worth on arrival is not known');
  if (priced.missing > 0) {
    const message = `${priced.missing} deposits and payouts have no price and were left out`;
    reasons.push({ code: 'no-price', message });
  }
  const finding = facts.context.candidates.ofSwapper(deposit, priced.deposits, priced.payouts);
  return {
    ...frame,
    finding,
    ...payoutOf(finding, sides.payouts),
    completeness: completenessOf(reasons),
  };
}

/** What goes between accounts of the service is neither. */
function sidesOf(moved: readonly Transfer[], arrival: Transfer, own: ReadonlySet<AccountId>) {
  const real = moved.filter(({ kind, suspect }) => kind !== 'fee' && !suspect);
  const deposits = real.filter(({ from, to }) => own.has(to) && !own.has(from));
  const isThere = deposits.some((one) => transferKey(one) === transferKey(arrival));
  return {
    deposits: isThere ? deposits : [arrival, ...deposits],
    payouts: real.filter(({ from, to }) => own.has(from) && !own.has(to)),
  };
}

async function pricedSides(
  prices: CandidatePrices,
  { deposits, payouts }: ReturnType<typeof sidesOf>,
) {
  const micros = await prices.pricedOf([...deposits, ...payouts]);
  const priced = (side: readonly Transfer[], customer: 'from' | 'to'): PricedTransfer[] =>
    side.flatMap((one) => {
      const usdMicros = micros.get(transferKey(one));
      return usdMicros === undefined ? [] : [pricedTransfer(one, one[customer], usdMicros)];
    });
  const found = { deposits: priced(deposits, 'from'), payouts: priced(payouts, 'to') };
  const missing = deposits.length + payouts.length - found.deposits.length - found.payouts.length;
  return { ...found, missing };
}

function reasonsOf({ unread, endUnknown }: WindowLook): IncompleteReason[] {
  return [
    ...unread.map((account) => ({
      ...{ code: 'swapper-not-read', message: `${account} was not read over the time of a payout` },
    })),
    ...endUnknown.map((chain) => ({
      ...{ code: 'window-end-unknown', message: `${chain} does not tell its blocks by time` },
    })),
  ];
}

function payoutOf(finding: SwapperFinding, payouts: readonly Transfer[]) {
  if (finding.state !== 'candidate') return {};
  const { key } = finding.candidate.payout;
  const found = payouts.find((one) => transferKey(one) === key);
  if (!found) return {};
  const { chain, tx, height, time, from, to, asset, amountBase } = found;
  return { payout: { chain, tx, height, time, from, to, asset, amountBase } };
}
