import { completenessOf, type IncompleteReason } from '../../domain/completeness.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Endpoint } from '../../domain/flow.ts';
import type { WantedReading } from '../../ports/readings.ts';
import type { InquiryContext, InquiryStep, InquiryTask } from '../inquiries/answer-step.ts';
import type { CandidatesQuestion } from '../inquiries/inquiry.ts';
import { digestsOf, findFlow } from '../store.ts';
import { CandidateFacts } from './candidate-facts.ts';
import type { CandidateLooks } from './candidate-looks.ts';
import { CandidatePrices } from './candidate-prices.ts';
import { poolCandidates, type ShownPool } from './pool-candidates.ts';
import { type ShownSwapper, swapperCandidates, swapperLook } from './swapper-candidates.ts';

/** Ends of one kind that one question looks behind, those with most of the wage first. */
const endsMax = 20;

/**
 * Looks behind the walls at which a flow ended, for where the value may have come out. All of it
 * is inferred and an answer of its own: the flow, its flag and every decision stay as they are.
 * Throws `flow.not-traced`, and what sources and stores throw.
 */
export async function answerCandidates(
  context: InquiryContext,
  task: InquiryTask<CandidatesQuestion>,
): Promise<InquiryStep> {
  const facts = await loadFacts(context, task);
  const reasons: IncompleteReason[] = [];
  const mixers: ShownPool[] = [];
  const wanted: WantedReading[] = [];
  let { heights } = task;
  for (const end of endsOf(facts, 'mixer', reasons)) {
    const found = await poolCandidates(facts, end);
    if ('wanted' in found) {
      wanted.push(found.wanted);
      heights = { ...heights, [found.wanted.chain]: found.headHeight };
    } else mixers.push(found);
  }
  if (wanted.length > 0) return { state: 'reading', wanted, heights };
  const prices = new CandidatePrices(facts);
  const swappers = await swappersOf(facts, prices, reasons);
  for (const { completeness } of [...mixers, ...swappers]) reasons.push(...completeness.reasons);
  const distinct = new Map(reasons.map((one) => [`${one.code} ${one.message}`, one]));
  return {
    state: 'answered',
    answer: {
      ...{ flowId: task.question.flowId, basis: 'inferred', mixers, swappers },
      completeness: completenessOf([...distinct.values()]),
      looked: looksOf(mixers, swappers, prices),
      inputs: facts.inputs(),
    },
  };
}

async function swappersOf(
  facts: CandidateFacts,
  prices: CandidatePrices,
  reasons: IncompleteReason[],
): Promise<ShownSwapper[]> {
  const shown: ShownSwapper[] = [];
  for (const end of endsOf(facts, 'service', reasons)) {
    const look = await swapperLook(facts, end);
    if (look) shown.push(await swapperCandidates(facts, prices, end, look));
  }
  return shown;
}

function looksOf(
  mixers: readonly ShownPool[],
  swappers: readonly ShownSwapper[],
  prices: CandidatePrices,
): CandidateLooks {
  return {
    pools: mixers.flatMap((one) => one.looked ?? []),
    swappers: swappers.map(({ account, accounts, truncated }) => ({
      ...{ account, accounts, truncated },
    })),
    windows: swappers.flatMap(({ arrivals }) => arrivals.map(({ looked }) => looked)),
    prices: prices.looks,
  };
}

async function loadFacts(
  context: InquiryContext,
  task: InquiryTask<CandidatesQuestion>,
): Promise<CandidateFacts> {
  const { flowId } = task.question;
  return await context.database.tenant(task.organisationId, async (tx) => {
    const flow = (await findFlow(tx, flowId))?.result;
    if (!flow) throw new WagetraceError('flow.not-traced', 'The flow has no answer');
    const flowKeys = new Set((await digestsOf(tx, flowId)).map(({ key }) => key));
    return new CandidateFacts(context, task, { flow, flowKeys });
  });
}

function endsOf(
  { flow }: CandidateFacts,
  kind: Endpoint['kind'],
  reasons: IncompleteReason[],
): Endpoint[] {
  const ends = flow.endpoints
    .filter((end) => end.kind === kind)
    .sort((a, b) => (a.seedUnits === b.seedUnits ? 0 : a.seedUnits < b.seedUnits ? 1 : -1));
  if (ends.length > endsMax) {
    const message = `${ends.length - endsMax} ends of kind ${kind} were not looked behind`;
    reasons.push({ code: 'ends-cut', message });
  }
  return ends.slice(0, endsMax);
}
