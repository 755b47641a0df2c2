import { type AccountId, chainOf } from '../../domain/caip.ts';
import type { WantedReading } from '../../ports/readings.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import type { LoadedPot } from '../../tracing/trace-request.ts';
import { wallOf } from '../coin-walls.ts';
import { isCoinChain, transfersOfCoins } from '../coins.ts';
import type { InquiryContext } from '../inquiries/answer-step.ts';
import type { ExposureQuestion } from '../inquiries/inquiry.ts';
import type { TrailFacts } from '../inquiries/trail-facts.ts';
import { judgeCoverage, viewOn } from '../load-pots.ts';

/** What a wallet paid and received itself; `missing`: why it is not known. */
export interface OwnHistory {
  readonly wanted: readonly WantedReading[];
  readonly transfers: readonly PotTransfer[];
  readonly missing?: { readonly code: string; readonly message: string };
}

type Wallet = Pick<ExposureQuestion, 'account' | 'asset' | 'fromHeight'>;

/** Loads the wallet's own transfers, or all transactions in which its coins were made and spent. */
export async function ownHistory(
  context: InquiryContext,
  facts: TrailFacts,
  wallet: Wallet,
): Promise<OwnHistory> {
  const isInCoins = isCoinChain(context, chainOf(wallet.account));
  if (isInCoins) return await coinHistory(context, facts, wallet);
  const { account, asset, fromHeight } = wallet;
  const { wanted, transfers } = await facts.load([{ account, asset, fromHeight }]);
  const missing = facts.loaded[0] && missingOf(facts.loaded[0]);
  return { wanted, transfers, ...(missing ? { missing } : {}) };
}

async function coinHistory(
  context: InquiryContext,
  facts: TrailFacts,
  { account, asset, fromHeight }: Wallet,
): Promise<OwnHistory> {
  const { scope } = facts;
  const [chain, request] = [chainOf(account), { account, asset, fromHeight }];
  const ranges = await context.ledger.coverageOf(scope.organisationId, chain, [account]);
  const view = viewOn(scope, chain, ranges.get(account) ?? []);
  const verdict = judgeCoverage(context, scope, request, view);
  const nothing = { wanted: [], transfers: [] };
  if (verdict.state === 'wanted') return { ...nothing, wanted: [verdict.reading] };
  if (verdict.state === 'not-covered') {
    return { ...nothing, missing: { code: 'not-covered', message: verdict.reason } };
  }
  const { transactions, truncated } = await context.coins.transactionsOf({
    ...{ chain, accounts: [account], transactionsMax: scope.transfersMax },
    range: { fromHeight, toHeight: scope.horizon.heights[chain] ?? 0 },
  });
  if (truncated) return { ...nothing, missing: tooLarge };
  const walls = transactions.flatMap((one) => wallOf(one, asset));
  const unknown = walls.filter(({ state }) => state === 'not-covered').length;
  if (unknown > 0) {
    const message = `What goes into ${unknown} of the wallet's transactions is not known`;
    facts.reasons.push({ code: 'not-covered', message });
  }
  const all = transactions.flatMap((one) => transfersOfCoins(context, one));
  return { wanted: [], transfers: await facts.add(all, walls) };
}

const tooLarge = { code: 'budget', message: 'The wallet has more transfers than the limit' };

function missingOf(pot: LoadedPot): OwnHistory['missing'] {
  if (pot.state === 'not-covered') return { code: 'not-covered', message: pot.reason };
  return pot.state === 'too-large' ? tooLarge : undefined;
}

/** Coins are spent in transactions that are nobody's: what ends in one ends with who spent there. */
export function holderOfEnd(end: AccountId, wallet: AccountId): AccountId {
  return end.startsWith(`${chainOf(wallet)}:tx-`) ? wallet : end;
}
