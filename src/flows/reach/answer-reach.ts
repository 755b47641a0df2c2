import type { AccountId } from '../../domain/caip.ts';
import { completenessOf } from '../../domain/completeness.ts';
import type { TraceDirection } from '../../domain/flow.ts';
import type { ReachBasis } from '../inquiries/answer-basis.ts';
import type { InquiryContext, InquiryStep, InquiryTask } from '../inquiries/answer-step.ts';
import type { ReachQuestion } from '../inquiries/inquiry.ts';
import { KnownServices } from './known-services.ts';
import { reachReasons } from './reach-reasons.ts';
import { walkReach } from './walk-reach.ts';

/**
 * Says which of the wallets lie within the hops of a list of accounts, in time order: one search
 * from the whole list for each direction, however many the wallets, over what the ledger holds.
 */
export async function answerReach(
  context: InquiryContext,
  task: InquiryTask<ReachQuestion>,
): Promise<InquiryStep> {
  const { chain, directions, wallets, list, hopsMax, fromHeight, asset } = task.question;
  const toHeight = task.heights[chain] ?? 0;
  const services = new KnownServices(context, task);
  const answers = [];
  const basis: Partial<Record<TraceDirection, ReachBasis>> = {};
  for (const direction of directions) {
    const way = direction === 'from-list' ? 'forward' : 'backward';
    const found = await walkReach(context, task.organisationId, {
      ...{ chain, sources: list, hopsMax, fromHeight, toHeight },
      ...(asset === undefined ? {} : { asset }),
      direction: way,
      basis: task.cited?.basis?.reach?.[way],
      transfersMax: task.question.transfersMax,
      stopsAt: (accounts) => services.among(accounts),
    });
    basis[way] = found.basis;
    answers.push({
      ...{ direction, within: withinHops(wallets, found.hops) },
      accountsReached: found.hops.size,
      servicesMet: found.stopped,
      completeness: completenessOf(reachReasons(found, task.question.transfersMax)),
      ...{ transfersDigest: found.transfersDigest, transferCount: found.transferCount },
    });
  }
  const answer = {
    ...{ chain, hopsMax, fromHeight, wallets: wallets.length, list: list.length },
    ...(asset === undefined ? {} : { asset }),
    directions: answers,
    inputs: {
      ...{ heights: task.heights, listVersions: [], categories: {} },
      serviceVerdicts: services.cited,
      engineVersion: context.engineVersion,
    },
  };
  return { state: 'answered', answer, basis: { reach: basis } };
}

/** Nearest first, then by account. */
function withinHops(wallets: readonly AccountId[], hops: ReadonlyMap<AccountId, number>) {
  return wallets
    .flatMap((account) => {
      const count = hops.get(account);
      return count === undefined ? [] : [{ account, hops: count }];
    })
    .sort((a, b) => a.hops - b.hops || (a.account < b.account ? -1 : 1));
}
