import { type AccountId, chainOf } from '../../domain/caip.ts';
import { completenessOf, type IncompleteReason } from '../../domain/completeness.ts';
import type { Conversion } from '../../domain/conversion.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { TraceDirection, TraceLimits } from '../../domain/flow.ts';
import { canonicalJson } from '../../domain/json.ts';
import type { WantedReading } from '../../ports/readings.ts';
import type { ExposureOutcome } from '../../tracing/exposure.ts';
import { TraceEngine } from '../engine/trace-engine.ts';
import { type LimitsRequest, limitsOf } from '../flow-request.ts';
import type { InquiryContext, InquiryStep, InquiryTask } from '../inquiries/answer-step.ts';
import type { ExposureQuestion } from '../inquiries/inquiry.ts';
import { scopeOf, TrailFacts } from '../inquiries/trail-facts.ts';
import { methodsOf } from '../judge.ts';
import { dollarOf } from '../seed.ts';
import { DirectionTrail } from './direction-trail.ts';
import { type DirectionAnswer, readExposure } from './exposure-answer.ts';
import { ownHistory } from './own-history.ts';

/** Waves of one direction; each reaches at least one hop further, so limits end it long before. */
const wavesMax = 200;

type Task = InquiryTask<ExposureQuestion>;

/**
 * Finds the exposure of a wallet in both directions that were asked, over the same transfers. What
 * the wallet paid or received in all is unknown, never nothing, where its own history could not
 * be loaded.
 */
export async function answerExposure(context: InquiryContext, task: Task): Promise<InquiryStep> {
  const { account, directions } = task.question;
  const transfersMax = limitsOf(task.question.limits, 0n, undefined)?.transfersMax ?? 0;
  const facts = new TrailFacts(context, task, scopeOf(task, transfersMax));
  await facts.lookUp([account]);
  const own = isRecognised(facts, account)
    ? undefined
    : await ownHistory(context, facts, task.question);
  if (own && own.wanted.length > 0) return { state: 'reading', wanted: own.wanted };
  // It may have been recognised while its history was looked at.
  const reason = isRecognised(facts, account) ? serviceReason : own?.missing;
  if (reason) {
    const unknown = directions.map((direction) => ({ direction, reason }));
    return answered(task, facts, unknown, []);
  }
  const engine = new TraceEngine();
  try {
    await engine.add(own?.transfers ?? []);
    const wanted: WantedReading[] = [];
    const answers: DirectionAnswer[] = [];
    const trails = directions.map((one) => new DirectionTrail(context, task, facts, one));
    for (const trail of trails) {
      const found = await explore(context, task, facts, engine, trail);
      if ('wanted' in found) wanted.push(...found.wanted);
      else answers.push(found);
    }
    const { heights } = facts.scope.horizon;
    if (wanted.length > 0) return { state: 'reading', wanted, heights };
    return answered(task, facts, answers, trails);
  } finally {
    await engine.close();
  }
}

const serviceReason: IncompleteReason = {
  code: 'service',
  message: 'The wallet is a service: its customers are not its own',
};

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
  trail: DirectionTrail,
): Promise<DirectionAnswer | { readonly wanted: readonly WantedReading[] }> {
  const limits = limitsFor(context, task, facts, trail.direction);
  for (let wave = 0; wave < wavesMax; ) {
    const outcome = await ask(task, facts, engine, trail, limits);
    const converted = await trail.ask(outcome.leaving);
    if (converted.state === 'reading') return converted;
    if (converted.state === 'changed') {
      await engine.add(converted.transfers);
      continue;
    }
    if (outcome.state === 'exposed') {
      return readExposure(trail, outcome, facts, limits, task.question.account);
    }
    const next = await facts.load(outcome.pots, trail.direction);
    if (next.wanted.length > 0) return { wanted: next.wanted };
    await engine.add(next.transfers);
    wave += 1;
  }
  throw new WagetraceError('inquiry.too-many-waves', `No end after ${wavesMax} waves`);
}

async function ask(
  { question }: Task,
  facts: TrailFacts,
  engine: TraceEngine,
  { direction, conversions }: DirectionTrail,
  limits: TraceLimits,
): Promise<ExposureOutcome> {
  const { account, asset, method, fromHeight } = question;
  const { loaded, listed, verdicts, categories, scope } = facts;
  return await engine.exposure({
    ...{ wallet: account, asset, direction, method, methods: methodsOf(method, []) },
    ...{ loaded, listed, verdicts, categories, limits, conversions: conversions.traced },
    since: { [chainOf(account)]: fromHeight },
    horizon: { heights: scope.horizon.heights, cut: false },
    // The figures of exposure are the method's; neither bounds nor paths are shown.
    ...{ boundedOthersMax: 0, pathsMax: 0 },
  });
}

/** The limits of a trace whose seed is all that the wallet paid, or received. */
function limitsFor(
  context: InquiryContext,
  { question }: Task,
  facts: TrailFacts,
  direction: TraceDirection,
): TraceLimits {
  const { account, asset } = question;
  const limits: LimitsRequest = question.limits;
  let totalBase = 0n;
  for (const transfer of facts.transfers.values()) {
    const { from, to, asset: moved, amountBase, kind, suspect, pots } = transfer;
    if (moved !== asset || suspect || kind === 'fee' || from === to) continue;
    // What a wallet of coins paid are the coins that it spent, not what was made of them.
    if (pots && (direction === 'forward') !== (pots.to?.kind === 'spend')) continue;
    if ((direction === 'forward' ? from : to) === account) totalBase += amountBase;
  }
  const found = limitsOf(limits, totalBase, dollarOf(context, asset));
  if (!found) throw new WagetraceError('inquiry.no-limits', 'An exposure has limits');
  return found;
}

function answered(
  { question }: Task,
  facts: TrailFacts,
  answers: readonly (DirectionAnswer | { direction: TraceDirection; reason: IncompleteReason })[],
  trails: readonly DirectionTrail[],
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
  const conversions = usedOn(trails);
  return {
    state: 'answered',
    ...{ heights: facts.scope.horizon.heights, basis: facts.basis },
    answer: {
      ...{ account, asset, method, fromHeight, directions },
      inputs: facts.inputs(used, accounts.add(account), conversions),
    },
  };
}

/** Each once, in an order of their own: both directions may go over one. */
function usedOn(trails: readonly DirectionTrail[]): Conversion[] {
  const all = trails.flatMap((trail) => trail.conversions.used);
  const named = new Map(all.map((one) => [nameOf(one), one]));
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, conversion]) => conversion);
}

function nameOf({ protocol, source }: Conversion): string {
  return canonicalJson([protocol, source.account, source.asset, source.transferKeys]);
}
