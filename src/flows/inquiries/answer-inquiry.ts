import { storeEvents } from '../../database/events.ts';
import { type AccountId, type ChainId, chainId, chainOf } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { SanctionsIndex } from '../../ports/sanctions-index.ts';
import { answerCandidates } from '../candidates/answer-candidates.ts';
import { answerConvergence } from '../convergence/answer-convergence.ts';
import { lastFollowedHeight } from '../convergence/store-wages.ts';
import { answerExposure } from '../exposure/answer-exposure.ts';
import { answerPaths } from '../reach/answer-paths.ts';
import { answerReach } from '../reach/answer-reach.ts';
import { failuresOf } from '../reading-failures.ts';
import { findFlow } from '../store.ts';
import type { CitedFacts, InquiryContext, InquiryStep, InquiryTask } from './answer-step.ts';
import type {
  CandidatesQuestion,
  ConvergenceQuestion,
  InquiryHeights,
  InquiryQuestion,
  InquiryRow,
} from './inquiry.ts';
import {
  findInquiry,
  keepHeights,
  lockTry,
  saveAnswer,
  saveBasis,
  saveInquiryFailure,
  saveWaiting,
} from './store-inquiries.ts';

export type InquiryOutcome =
  | { readonly state: 'done' }
  /** Wait for these readings, then answer again. */
  | { readonly state: 'reading'; readonly wave: number; readonly readings: readonly string[] };

/**
 * Answers one question as far as it goes without waiting: to its answer, which is stored with what
 * it was found with; or to a wave that must first be read. One that has its answer is left as it
 * is, and one whose blocks are taken back while it is answered is answered anew. Throws `inquiry.not-found`, and what sources and stores throw.
 */
export async function answerInquiry(
  context: InquiryContext,
  organisationId: string,
  inquiryId: string,
  signal: AbortSignal,
): Promise<InquiryOutcome> {
  const row = await context.database.tenant(organisationId, (tx) => findInquiry(tx, inquiryId));
  if (!row) throw new WagetraceError('inquiry.not-found', 'No such question');
  if (row.state === 'answered') return { state: 'done' };
  const heights = row.heights ?? (await heightsOf(context, organisationId, row.question, signal));
  const onHeights = async (further: InquiryHeights) =>
    await context.database.tenant(organisationId, (tx) => keepHeights(tx, row, further));
  if (!row.heights) await onHeights(heights);
  const step = await stepOf(context, {
    onHeights,
    ...{ organisationId, id: row.id, question: row.question, heights, signal },
    index: context.lists.index(),
    failures: await failuresOf(context, row),
  });
  const fixed = step.heights ?? heights;
  const outcome =
    step.state === 'reading'
      ? await waitFor(context, organisationId, row, fixed, step)
      : await finish(context, organisationId, row, fixed, step);
  return outcome ?? (await answerInquiry(context, organisationId, inquiryId, signal));
}

/** Which use-case answers which kind of question. */
async function stepOf(
  context: InquiryContext,
  task: InquiryTask<InquiryQuestion>,
): Promise<InquiryStep> {
  const { question, ...rest } = task;
  switch (question.kind) {
    case 'exposure':
      return await answerExposure(context, { ...rest, question });
    case 'convergence':
      return await answerConvergence(context, { ...rest, question });
    case 'reach':
      return await answerReach(context, { ...rest, question });
    case 'evidence-paths':
      return await answerPaths(context, { ...rest, question });
    case 'candidates':
      return await answerCandidates(context, { ...rest, question });
  }
}

/** What a stored answer would be if it were found again with what it cites. */
export async function recomputeAnswer(
  context: InquiryContext,
  organisationId: string,
  row: InquiryRow & { readonly heights: InquiryHeights },
  given: { readonly cited: CitedFacts; readonly index: SanctionsIndex },
  signal: AbortSignal,
): Promise<object> {
  const step = await stepOf(context, {
    ...{ organisationId, id: row.id, question: row.question, heights: row.heights, signal },
    ...given,
    failures: new Map(),
  });
  if (step.state === 'reading') throw new WagetraceError('inquiry.no-answer', 'Facts are missing');
  return step.answer;
}

async function heightsOf(
  context: InquiryContext,
  organisationId: string,
  question: InquiryQuestion,
  signal: AbortSignal,
): Promise<InquiryHeights> {
  if (question.kind === 'convergence') {
    return await wageHeights(context, organisationId, question, signal);
  }
  if (question.kind === 'candidates') {
    return await candidateHeights(context, organisationId, question, signal);
  }
  const begun = beginningOf(question);
  const chain = 'chain' in question ? question.chain : chainOf(question.account);
  return { [chain]: await lastHeight(context, organisationId, chain, begun, signal) };
}

/**
 * Up to where each account is looked at at most, on the chains of the flow: as far as it was read,
 * which the answer says. Where blocks below are taken back, it is found anew.
 */
async function candidateHeights(
  context: InquiryContext,
  organisationId: string,
  { flowId }: CandidatesQuestion,
  signal: AbortSignal,
): Promise<InquiryHeights> {
  const row = await context.database.tenant(organisationId, (tx) => findFlow(tx, flowId));
  const heights: Record<ChainId, number> = {};
  for (const [chain, { toHeight }] of Object.entries(row?.result?.inputs.heights ?? {})) {
    const source = context.chains.source(chainId(chain));
    heights[chainId(chain)] = source ? (await source.head(signal)).height : toHeight;
  }
  return heights;
}

/** The accounts that a search begins with. */
function beginningOf(
  question: Exclude<InquiryQuestion, ConvergenceQuestion | CandidatesQuestion>,
): readonly AccountId[] {
  if (question.kind === 'reach') return question.list;
  return [question.kind === 'exposure' ? question.account : question.from];
}

async function wageHeights(
  context: InquiryContext,
  organisationId: string,
  { asset }: ConvergenceQuestion,
  signal: AbortSignal,
): Promise<InquiryHeights> {
  const chain = chainOf(asset);
  const source = context.chains.source(chain);
  if (source) return { [chain]: (await source.head(signal)).height };
  return await context.database.tenant(organisationId, async (tx) => ({
    [chain]: await lastFollowedHeight(tx, chain, asset),
  }));
}

/** The newest block of a chain with a source; else the last that an import covers for the accounts. */
async function lastHeight(
  context: InquiryContext,
  organisationId: string,
  chain: ChainId,
  accounts: readonly AccountId[],
  signal: AbortSignal,
): Promise<number> {
  const source = context.chains.source(chain);
  if (source) return (await source.head(signal)).height;
  const coverage = await context.ledger.coverageOf(organisationId, chain, accounts);
  return Math.max(0, ...[...coverage.values()].flat().map((range) => range.toHeight));
}

/** Undefined when blocks that it looked at were taken back meanwhile. */
async function waitFor(
  context: InquiryContext,
  organisationId: string,
  row: InquiryRow,
  heights: InquiryHeights,
  step: Extract<InquiryStep, { state: 'reading' }>,
): Promise<InquiryOutcome | undefined> {
  const readings = await context.readings.request(step.wanted);
  const byAccount = Object.fromEntries(readings.map(({ account, id }) => [account ?? '', id]));
  const wave = row.wave + 1;
  const stands = await context.database.tenant(organisationId, async (tx) => {
    if (!(await lockTry(tx, row))) return false;
    await saveWaiting(tx, row.id, { wave, heights, readings: { ...row.readings, ...byAccount } });
    return true;
  });
  if (!stands) return undefined;
  return { state: 'reading', wave, readings: readings.map((reading) => reading.id) };
}

/** Undefined when blocks that it looked at were taken back meanwhile. */
async function finish(
  context: InquiryContext,
  organisationId: string,
  { id, attempt, question }: InquiryRow,
  heights: InquiryHeights,
  { answer, basis, alongside }: Extract<InquiryStep, { state: 'answered' }>,
): Promise<InquiryOutcome | undefined> {
  return await context.database.tenant(organisationId, async (tx) => {
    if (!(await lockTry(tx, { id, attempt }))) return undefined;
    await saveAnswer(tx, id, { answer, heights, at: context.clock.now() });
    if (basis) await saveBasis(tx, organisationId, id, basis);
    await alongside?.(tx);
    await storeEvents(tx, organisationId, context.clock, [
      { type: 'inquiry.answered', subjectId: id, data: { kind: question.kind } },
    ]);
    return { state: 'done' } as const;
  });
}

/** Keeps why a question could not be answered, when no further try is made. */
export async function failInquiry(
  context: Pick<InquiryContext, 'database'>,
  organisationId: string,
  tried: { readonly id: string; readonly attempt: number },
  failure: { readonly code: string; readonly message: string },
): Promise<void> {
  await context.database.tenant(organisationId, (tx) => saveInquiryFailure(tx, tried, failure));
}
