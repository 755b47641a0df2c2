import { type AccountId, chainOf } from '../../domain/caip.ts';
import { completenessOf, type IncompleteReason } from '../../domain/completeness.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { TraceLimits } from '../../domain/flow.ts';
import type { WantedReading } from '../../ports/readings.ts';
import type { ExposureOutcome } from '../../tracing/exposure.ts';
import { TraceEngine } from '../engine/trace-engine.ts';
import { type LimitsRequest, limitsOf } from '../flow-request.ts';
import type { InquiryContext, InquiryStep, InquiryTask } from '../inquiries/answer-step.ts';
import type { ExposureDirection, ExposureQuestion } from '../inquiries/inquiry.ts';
import { scopeOf, TrailFacts } from '../inquiries/trail-facts.ts';
import { methodsOf } from '../judge.ts';
import { dollarOf } from '../seed.ts';
import { type DirectionAnswer, readExposure } from './exposure-answer.ts';

/** Waves of one direction; each reaches at least one hop further, so limits end it long before. */
const wavesMax = 200;

type Task = InquiryTask<ExposureQuestion>;

/**
 * Finds the exposure of a wallet in both directions that were asked, over the same transfers. What
 * the wallet paid or received in all is unknown, never nothing, where its own history could not
 * be loaded.
 */
export async function answerExposure(context: InquiryContext, task: Task): Promise<InquiryStep> {
  const { account, asset, directions, fromHeight } = task.question;
  const transfersMax = limitsOf(task.question.limits, 0n, undefined)?.transfersMax ?? 0;
  const facts = new TrailFacts(context, task, scopeOf(task, transfersMax));
  await facts.lookUp([account]);
  const own = isRecognised(facts, account)
    ? undefined
    : await facts.load([{ account, asset, fromHeight }]);
  if (own && own.wanted.length > 0) return { state: 'reading', wanted: own.wanted };
  const reason = ownReason(facts, account);
  if (reason)
    return answered(
      task,
      facts,
      directions.map((one) => ({ direction: one, reason })),
    );
  const engine = new TraceEngine();
  try {
    await engine.add(own?.transfers ?? []);
    const wanted: WantedReading[] = [];
    const answers: DirectionAnswer[] = [];
    for (const direction of directions) {
      const found = await explore(context, task, facts, engine, direction);
      if ('wanted' in found) wanted.push(...found.wanted);
      else answers.push(found);
    }
    return wanted.length > 0 ? { state: 'reading', wanted } : answered(task, facts, answers);
  } finally {
    await engine.close();
  }
}

/** Why the wallet's own history is not known; undefined when it was loaded. */
function ownReason(facts: TrailFacts, account: AccountId): IncompleteReason | undefined {
  if (isRecognised(facts, account)) {
    return { code: 'service', message: 'The wallet is a service: its customers are not its own' };
  }
  const [pot] = facts.loaded;
  if (pot?.state === 'not-covered') return { code: 'not-covered', message: pot.reason };
  if (pot?.state === 'too-large') {
    return { code: 'budget', message: 'The wallet has more transfers than the limit' };
  }
  return undefined;
}

/** Its behaviour is that of an exchange, so that it is not loaded. */
function isRecognised({ verdicts }: TrailFacts, account: AccountId): boolean {
  return verdicts.some(
    (known) =>
      known.account === account && known.source === 'inferred' && known.kind === 'exchange',
  );
}

/** Walks one direction in waves until nothing is missing, or says what must be read first. */
async function explore(
  context: InquiryContext,
  task: Task,
  facts: TrailFacts,
  engine: TraceEngine,
  direction: ExposureDirection,
): Promise<DirectionAnswer | { readonly wanted: readonly WantedReading[] }> {
  const limits = limitsFor(context, task, facts, direction);
  for (let wave = 0; wave < wavesMax; wave++) {
    const outcome = await ask(task, facts, engine, direction, limits);
    if (outcome.state === 'exposed') return readExposure(direction, outcome, facts, limits);
    const next = await facts.load(outcome.pots);
    if (next.wanted.length > 0) return { wanted: next.wanted };
    await engine.add(next.transfers);
  }
  throw new WagetraceError('inquiry.too-many-waves', `No end after ${wavesMax} waves`);
}

async function ask(
  { question, heights }: Task,
  facts: TrailFacts,
  engine: TraceEngine,
  direction: ExposureDirection,
  limits: TraceLimits,
): Promise<ExposureOutcome> {
  const { account, asset, method, fromHeight } = question;
  const { loaded, listed, verdicts, categories } = facts;
  return await engine.exposure({
    ...{ wallet: account, asset, direction, method, methods: methodsOf(method, []) },
    ...{ loaded, listed, verdicts, categories, limits },
    since: { [chainOf(account)]: fromHeight },
    horizon: { heights, cut: false },
    // The figures of exposure are the method's; neither bounds nor paths are shown.
    ...{ boundedOthersMax: 0, pathsMax: 0 },
  });
}

/** The limits of a trace whose seed is all that the wallet paid, or received. */
function limitsFor(
  context: InquiryContext,
  { question }: Task,
  facts: TrailFacts,
  direction: ExposureDirection,
): TraceLimits {
  const { account, asset } = question;
  const limits: LimitsRequest = question.limits;
  let totalBase = 0n;
  for (const { from, to, asset: moved, amountBase, kind, suspect } of facts.transfers.values()) {
    if (moved !== asset || suspect || kind === 'fee' || from === to) continue;
    if ((direction === 'forward' ? from : to) === account) totalBase += amountBase;
  }
  const found = limitsOf(limits, totalBase, dollarOf(context, asset));
  if (!found) throw new WagetraceError('inquiry.no-limits', 'An exposure has limits');
  return found;
}

function answered(
  { question }: Task,
  facts: TrailFacts,
  answers: readonly (
    | DirectionAnswer
    | { direction: ExposureDirection; reason: IncompleteReason }
  )[],
): InquiryStep {
  const directions = answers.map((one) =>
    'reason' in one
      ? { direction: one.direction, completeness: completenessOf([one.reason]) }
      : one.shown,
  );
  const explored = answers.flatMap((one) => ('reason' in one ? [] : [one]));
  const keys = new Set(explored.flatMap((one) => one.transferKeys));
  const used = [...keys].flatMap((key) => facts.transfers.get(key) ?? []);
  const accounts = new Set<AccountId>(explored.flatMap((one) => one.accounts));
  const { account, asset, method, fromHeight } = question;
  return {
    state: 'answered',
    answer: {
      ...{ account, asset, method, fromHeight, directions },
      inputs: facts.inputs(used, accounts.add(account)),
    },
  };
}
