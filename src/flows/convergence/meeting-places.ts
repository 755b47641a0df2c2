import { type AccountId, chainOf } from '../../domain/caip.ts';
import { type HeightRange, missingRanges } from '../../domain/coverage.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { WantedReading } from '../../ports/readings.ts';
import type { MeetingPlace } from '../../tracing/convergence/convergence.ts';
import type { InquiryContext, InquiryTask } from '../inquiries/answer-step.ts';
import type { ConvergenceQuestion } from '../inquiries/inquiry.ts';
import { failureFrom } from '../reading-failures.ts';

/** Receipts of one place that are counted. */
const receiptsMax = 500_000;

export interface PlacesQuery {
  readonly accounts: readonly AccountId[];
  /** From the first wage to the last block that counts. */
  readonly range: HeightRange;
  /** Whoever stands on our payees' trails is no outside sender. */
  readonly ours: readonly AccountId[];
  readonly significantBase: bigint;
  readonly verdicts: ReadonlyMap<AccountId, ServiceVerdict>;
}

export interface PlacesFound {
  readonly places: ReadonlyMap<AccountId, MeetingPlace>;
  /** Whose receipts are not known as a whole, and why: nothing is claimed of them. */
  readonly unjudged: readonly { readonly account: AccountId; readonly reason: string }[];
  readonly wanted: readonly WantedReading[];
}

/**
 * What each meeting place took in and from how many outside senders, counted in the ledger. A
 * place whose receipts were not read comes back as `wanted`, and as unjudged where that failed or
 * there are too many: with too few senders counted, chance would look like guilt.
 */
export async function meetingPlaces(
  context: InquiryContext,
  task: InquiryTask<ConvergenceQuestion>,
  query: PlacesQuery,
): Promise<PlacesFound> {
  const { organisationId, question } = task;
  const chain = chainOf(question.asset);
  const coverage = await context.ledger.coverageOf(organisationId, chain, query.accounts);
  const places = new Map<AccountId, MeetingPlace>();
  const unjudged: { account: AccountId; reason: string }[] = [];
  const wanted: WantedReading[] = [];
  for (const account of query.accounts) {
    const [missing] = missingRanges(query.range, coverage.get(account) ?? []);
    if (missing) {
      const reason = reasonUnread(context, task, account, missing.fromHeight);
      if (reason) unjudged.push({ account, reason });
      else wanted.push({ chain, account, ...missing, toHeight: query.range.toHeight });
      continue;
    }
    const income = await context.activity.incomeOf({
      ...{ organisationId, chain, range: query.range, asset: question.asset, account },
      ...{ without: query.ours, significantBase: query.significantBase },
      transfersMax: receiptsMax,
    });
    const { senders: outsideSenders, incomeBase, truncated } = income;
    const service = query.verdicts.get(account);
    if (truncated) unjudged.push({ account, reason: 'too-many-receipts' });
    else places.set(account, { outsideSenders, incomeBase, ...(service ? { service } : {}) });
  }
  return { places, unjudged, wanted };
}

/** Why a place cannot be read; undefined when it can. */
function reasonUnread(
  context: InquiryContext,
  task: InquiryTask<ConvergenceQuestion>,
  account: AccountId,
  fromHeight: number,
): string | undefined {
  const failure = failureFrom(task.failures, account, fromHeight);
  if (task.cited) return failure ?? 'not-stored';
  if (!context.chains.source(chainOf(account))) return 'no-source';
  return failure;
}
