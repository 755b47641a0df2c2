import { chainId } from '../domain/caip.ts';
import { failureOf, isWagetraceError } from '../domain/errors.ts';
import { lookForConvergence } from '../flows/convergence/look-for-convergence.ts';
import { failFlow, follow } from '../flows/follow.ts';
import { answerInquiry, failInquiry } from '../flows/inquiries/answer-inquiry.ts';
import { inquiriesLeftOver } from '../flows/inquiries/store-inquiries.ts';
import { readAccountStretch } from '../flows/read-account.ts';
import { workLeftOver } from '../flows/store-sweep.ts';
import type { JobHandlers } from '../jobs/workers.ts';
import { confirmSettlement, markFollowed } from '../payroll/settlement.ts';
import { watchPayers } from '../payroll/watch-payers.ts';
import { feedFreezes } from '../rescreen/feed-freezes.ts';
import { alarmStale, announceLeftOver, announceRefresh } from '../rescreen/keep-lists.ts';
import { tellVanished } from '../rescreen/payment-vanished.ts';
import { rescreenList } from '../rescreen/rescreen-list.ts';
import { rescreenAllNames, rescreenNames } from '../rescreen/rescreen-names.ts';
import { withdrawReorged } from '../rescreen/withdraw-reorged.ts';
import { dueLooks } from '../watch/due-looks.ts';
import { ingestChain } from '../watch/ingest-chain.ts';
import { lookAtFlow } from '../watch/look-at-flow.ts';
import { visitWallet } from '../watch/visit-wallet.ts';
import type { Core } from './compose-core.ts';
import { dueRefreshes } from './due-refreshes.ts';
import { systemClock } from './system-clock.ts';

/** Which use-case does the work of which queue. */
export function jobHandlers(core: Core): JobHandlers {
  const worker = systemClock.id();
  const { rescreen } = core;
  return {
    follow: async (payload, attempt) => await followOne(core, payload, attempt),
    inquire: async ({ organisationId, inquiryId, attempt }, { signal, last }) => {
      try {
        return await answerInquiry(core.inquiries, organisationId, inquiryId, signal);
      } catch (error) {
        if (last || !(isWagetraceError(error) && error.retryable)) {
          const asked = { id: inquiryId, attempt };
          await failInquiry(core.inquiries, organisationId, asked, failureOf(error));
        }
        throw error;
      }
    },
    read: async ({ readingId }, { signal, last }) =>
      await readAccountStretch(core.flows, readingId, { worker, last, signal }),
    settle: async ({ organisationId, payoutId }, attempt) =>
      await confirmSettlement(core.payroll, organisationId, payoutId, attempt),
    rescreen: async ({ organisationId, list, versionId }) => {
      await core.sanctions.reload();
      await core.names.reload();
      await rescreenList(rescreen, organisationId, { list, versionId });
      await rescreenNames(rescreen, organisationId, { list, versionId });
    },
    rescreenNames: async ({ organisationId }) => {
      await rescreenAllNames(rescreen, organisationId);
    },
    refreshList: async ({ list }) => {
      await announceRefresh(rescreen, await core.sanctions.refresh(list));
    },
    look: async ({ organisationId, ...look }, attempt) => {
      await lookAtFlow(core.watch, organisationId, look, attempt);
    },
    visit: async ({ organisationId, ...visit }, attempt) => {
      await visitWallet(core.watch, organisationId, visit, attempt);
    },
    ingest: async ({ chain }, { signal }) => {
      await ingestChain(core.watch, chainId(chain), worker, signal);
    },
    upkeep: async ({ task }, { signal }) => {
      if (task === 'sweep') {
        await core.queues.enqueue(await workLeftOver(core.database));
        await core.queues.enqueue(await dueLooks(core.watch));
        await core.queues.enqueue(await lookForConvergence(core.flows));
        await core.queues.enqueue(await inquiriesLeftOver(core.database));
      }
      if (task === 'watch') await watchChains(core, worker, signal);
      if (task === 'freezes') {
        await feedFreezes(rescreen, core.freezes.feed, core.freezes.sources, signal);
      }
      if (task === 'lists') {
        await core.queues.enqueue(
          await dueRefreshes(
            core.sanctions,
            core.listsConfig,
            systemClock.now(),
            core.installation,
          ),
        );
        await announceLeftOver(rescreen);
        await alarmStale(rescreen);
      }
    },
  };
}

/** Follows a flow, and keeps what is known of it when no further try is made. */
async function followOne(
  core: Core,
  { organisationId, flowId }: Parameters<JobHandlers['follow']>[0],
  { signal, last }: Parameters<JobHandlers['follow']>[1],
): ReturnType<JobHandlers['follow']> {
  try {
    const outcome = await follow(core.flows, organisationId, flowId, signal);
    if (outcome.state === 'done' && outcome.payoutId) {
      await markFollowed(core.payroll, organisationId, outcome.payoutId, flowId);
    }
    return outcome;
  } catch (error) {
    if (!last && isWagetraceError(error) && error.retryable) throw error;
    const failure = failureOf(error);
    const isGone = failure.code === 'flow.seed-not-found';
    if (isGone && (await tellVanished(core.rescreen, organisationId, flowId))) {
      return { state: 'done' };
    }
    await failFlow(core.flows, organisationId, flowId, failure);
    throw error;
  }
}

/**
 * Takes back what chains replaced, then looks for payments. A chain that does not answer keeps
 * neither the others nor the payments waiting; the first failure is thrown in the end.
 */
async function watchChains(core: Core, worker: string, signal: AbortSignal): Promise<void> {
  const { record, verdicts } = core;
  const { ledger, conversions, ingest, watched: ingested } = core.watch;
  const context = { ...core.rescreen, ledger, conversions, ingest, record, verdicts };
  // Ingestion takes back by itself what an ingested chain replaced.
  const onDemand = core.catalogue.chains().filter(({ id }) => !ingested.has(id));
  const sources = onDemand.flatMap(({ id }) => core.catalogue.source(id) ?? []);
  const withdrawn = await Promise.allSettled(
    sources.map((source) => withdrawReorged(context, source, worker, signal)),
  );
  const watched = await Promise.allSettled([watchPayers(core.payroll, signal)]);
  const failure = [...withdrawn, ...watched].find((one) => one.status === 'rejected');
  if (failure) throw failure.reason;
}
