import { isUnowned } from '../../accounts/unowned.ts';
import { type AccountId, accountId, chainOf } from '../../domain/caip.ts';
import { completenessOf, type IncompleteReason } from '../../domain/completeness.ts';
import { missingRanges } from '../../domain/coverage.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { ConvergenceResult, MeetingPlace } from '../../tracing/convergence/convergence.ts';
import type { TouchedAccount } from '../../tracing/trace-result.ts';
import { TraceEngine } from '../engine/trace-engine.ts';
import { combinedDigest } from '../evidence.ts';
import type {
  ActiveSenders,
  InquiryContext,
  InquiryStep,
  InquiryTask,
} from '../inquiries/answer-step.ts';
import type { ConvergenceQuestion } from '../inquiries/inquiry.ts';
import { measureOf } from '../services/asset-measure.ts';
import { touchedByFlows } from '../store-touched.ts';
import { alarmConvergence } from './alarm-convergence.ts';
import { meetingPlaces, type PlacesFound } from './meeting-places.ts';
import { elsewhere, paidPayees } from './paid-payees.ts';
import { type FollowedWage, followedWages, payerAccounts } from './store-wages.ts';
import { verdictsOnPlaces } from './verdicts-on-places.ts';

/** Wages that one run looks at, the newest. */
const wagesMax = 5_000;
/** Places where wages meet that one run looks at. */
const placesMax = 200;
/** Transfers in which the senders of an asset are counted. */
const sendersTransfersMax = 2_000_000;

type Task = InquiryTask<ConvergenceQuestion>;

/** Everything that was loaded of the wages. */
interface Wages {
  readonly wages: readonly FollowedWage[];
  readonly touched: ReadonlyMap<string, readonly TouchedAccount[]>;
  readonly payers: ReadonlySet<AccountId>;
}

/**
 * Finds the accounts where wages of unconnected payees come together more often than chance
 * explains, over the organisation's followed wages in one asset.
 */
export async function answerConvergence(context: InquiryContext, task: Task): Promise<InquiryStep> {
  const known = await loadWages(context, task);
  const engine = new TraceEngine();
  try {
    const chain = chainOf(task.question.asset);
    await engine.pay(paidPayees(known.wages.slice(0, wagesMax), known.touched, chain));
    return await judge(context, task, known, engine);
  } finally {
    await engine.close();
  }
}

async function loadWages(context: InquiryContext, task: Task): Promise<Wages> {
  const { organisationId, question, cited } = task;
  return await context.database.tenant(organisationId, async (tx) => {
    const wages = await followedWages(tx, question.asset, wagesMax + 1, cited?.flows);
    const ids = wages.slice(0, wagesMax).map(({ flowId }) => flowId);
    const touched = await touchedByFlows(tx, ids);
    const payers = new Set([...(await payerAccounts(tx)), ...wages.map(({ payer }) => payer)]);
    return { wages, touched, payers };
  });
}

async function judge(
  context: InquiryContext,
  task: Task,
  known: Wages,
  engine: TraceEngine,
): Promise<InquiryStep> {
  const { asset, hopsMax } = task.question;
  const chain = chainOf(asset);
  const accounts = touchedAccounts(known).filter((account) => chainOf(account) === chain);
  const leftOut = new Set([...known.payers, ...accounts.filter(isUnowned)]);
  const met = await engine.meetings({ leftOut, hopsMax });
  const verdicts = await verdictsOnPlaces(context, task, accounts, met);
  for (const { account, source } of verdicts.values()) {
    if (source === 'label') leftOut.add(account);
  }
  const looked = met.filter((account) => !leftOut.has(account));
  const range = {
    fromHeight: Math.min(...known.wages.map(({ height }) => height), task.heights[chain] ?? 0),
    toHeight: task.heights[chain] ?? 0,
  };
  const measure = await measureOf(context, asset, lastPayday(known), task.signal);
  const found = await meetingPlaces(context, task, {
    ...{ accounts: looked.slice(0, placesMax), range, verdicts },
    ours: [...new Set([...accounts, ...known.payers])],
    significantBase: measure?.significantBase ?? 1n,
  });
  if (found.wanted.length > 0) return { state: 'reading', wanted: found.wanted };
  for (const { account } of found.unjudged) leftOut.add(account);
  for (const account of looked.slice(placesMax)) leftOut.add(account);
  const active = task.cited?.activeSenders ?? (await activeSenders(context, task, range));
  const { places } = found;
  const activeCount = active.senders;
  const result = await engine.convergence({ places, leftOut, hopsMax, activeSenders: activeCount });
  const reasons = reasonsOf(task, known, found, active, looked.length, measure !== undefined);
  return answered(context, task, { known, found, result, active, reasons, verdicts });
}

function touchedAccounts({ touched }: Wages): AccountId[] {
  return [...new Set([...touched.values()].flat().map(({ account }) => account))].sort();
}

function lastPayday({ wages }: Wages): string {
  const days = wages.map(({ payday }) => payday).sort();
  return `${days.at(-1) ?? '1970-01-01'}T00:00:00.000Z`;
}

async function activeSenders(
  context: InquiryContext,
  { organisationId, question }: Task,
  range: { readonly fromHeight: number; readonly toHeight: number },
): Promise<ActiveSenders> {
  const chain = chainOf(question.asset);
  const query = { organisationId, chain, asset: question.asset, range };
  const counted = await context.activity.activeSenders({
    ...query,
    transfersMax: sendersTransfersMax,
  });
  // An account that was never read is covered by what was read of the whole chain alone.
  const nobody = accountId(`${chain}:nobody`);
  const whole =
    (await context.ledger.coverageOf(organisationId, chain, [nobody])).get(nobody) ?? [];
  const isWhole = missingRanges(range, whole).length === 0;
  return { ...counted, coverage: isWhole ? 'whole-chain' : 'accounts-read' };
}

function reasonsOf(
  { question }: Task,
  { wages, touched }: Wages,
  { unjudged }: PlacesFound,
  active: ActiveSenders,
  looked: number,
  measured: boolean,
): IncompleteReason[] {
  const away = elsewhere(touched, chainOf(question.asset)).size;
  // The payee's own wallet is touched by every wage.
  const unkept = wages.slice(0, wagesMax).filter(({ flowId }) => !touched.has(flowId)).length;
  const unseen = wages.filter(({ incomplete }) => incomplete).length;
  const reasons: [boolean, string, string][] = [
    [wages.length > wagesMax, 'wages-cut', `Only the newest ${wagesMax} wages were looked at`],
    [
      unkept > 0,
      'wages-not-kept',
      `${unkept} wages were followed before it was kept where they went: they meet nobody until they are followed again`,
    ],
    [unseen > 0, 'flows-incomplete', `${unseen} wages were not seen to every end`],
    [away > 0, 'other-chains', `${away} accounts on other chains were not looked at`],
    [looked > placesMax, 'places-cut', `${looked - placesMax} meeting places were not looked at`],
    [!measured, 'no-price', 'Every sender counts as one of value: nobody knows the asset’s worth'],
    [
      active.coverage === 'accounts-read',
      'senders-of-read-accounts',
      'Active senders are those of accounts that were read: chance is overstated',
    ],
    [active.truncated, 'senders-cut', `Senders of ${sendersTransfersMax} transfers were counted`],
    ...unjudged.map(({ account, reason }): [boolean, string, string] => [
      true,
      'place-not-covered',
      `${account} was met and not judged: ${reason}`,
    ]),
  ];
  return reasons.flatMap(([holds, code, message]) => (holds ? [{ code, message }] : []));
}

interface Judged {
  readonly known: Wages;
  readonly found: PlacesFound;
  readonly result: ConvergenceResult;
  readonly active: ActiveSenders;
  readonly reasons: readonly IncompleteReason[];
  readonly verdicts: ReadonlyMap<AccountId, ServiceVerdict>;
}

function answered(context: InquiryContext, task: Task, judged: Judged): InquiryStep {
  const { known, result, active, found } = judged;
  const { asset, hopsMax } = task.question;
  const wages = known.wages.slice(0, wagesMax);
  const convergences = result.found.map((one) => ({
    ...one,
    ...numbersOf(found.places.get(one.account)),
    parties: [
      ...new Set(
        task.index
          .matchesOf(one.account)
          .filter(({ kind }) => kind !== 'formerly-listed')
          .map(({ listing }) => listing.party),
      ),
    ].sort(),
    payouts: wages.filter(({ payee }) => one.payees.includes(payee)).map((wage) => wage.payoutId),
  }));
  const digests = wages.map(({ flowId, transfersDigest }, ordinal) => {
    return { ordinal, key: flowId, sha256: transfersDigest };
  });
  return {
    state: 'answered',
    answer: {
      ...{ asset, hopsMax, found: convergences, tried: result.tried, activeSenders: active },
      payees: new Set(wages.map(({ payee }) => payee)).size,
      unjudged: found.unjudged,
      completeness: completenessOf(judged.reasons),
      flows: wages.map(({ flowId }) => flowId),
      inputs: {
        ...{ heights: task.heights, listVersions: task.index.versions(), categories: {} },
        serviceVerdicts: [...judged.verdicts.values()],
        engineVersion: context.engineVersion,
        ...{ transfersDigest: combinedDigest(digests), transferCount: digests.length },
      },
    },
    alongside: (tx) => alarmConvergence(tx, context, task, convergences),
  };
}

/** Both numbers of the place by which the finding can be weighed. */
function numbersOf(place: MeetingPlace | undefined) {
  return { outsideSenders: place?.outsideSenders ?? 0, incomeBase: place?.incomeBase ?? 0n };
}
