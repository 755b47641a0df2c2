import { type Discrepancy, differs, type Verification } from '../domain/discrepancy.ts';
import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import type { Endpoint, Flow } from '../domain/flow.ts';
import { canonicalJson } from '../domain/json.ts';
import { transferKey } from '../domain/transfer.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import { lookAlikesAmong } from '../tracing/look-alikes.ts';
import { verifyClusterHits } from './cluster-hits.ts';
import { wallsOf } from './coin-walls.ts';
import { compareAnswers, compareDigests } from './compare-answers.ts';
import type { FlowContext } from './context.ts';
import { digestsOfTransfers, type TransferDigest } from './evidence.ts';
import type { FlowRow } from './flow-row.ts';
import type { AnswerBasis } from './inquiries/answer-basis.ts';
import { flowOf, methodsOf } from './judge.ts';
import { peelFindings } from './peel-findings.ts';
import { potName } from './pot-name.ts';
import { recheckInputs } from './recheck-inputs.ts';
import { type ResolvedSeed, resolveSeed, seedWithin, traceSeedOf } from './seed.ts';
import { digestsOf, findFlow, flowBasis } from './store.ts';
import { walk } from './walk.ts';
import { citedConversions } from './walk-conversions.ts';

/** Greatest number of discrepancies that one answer names. */
const discrepanciesMax = 100;

/**
 * Recomputes a stored flow from the stored facts alone: the transfers in the ledger, the lists as
 * they were known when it was traced, and the service verdicts, limits and horizon that it cites.
 * What was kept of transactions is decoded and matched again, and compared with what it cites.
 * Nothing is read from a chain. Throws `flow.not-found`, `flow.not-traced`.
 */
export async function verifyFlow(
  context: FlowContext,
  organisationId: string,
  flowId: string,
  signal: AbortSignal,
): Promise<Verification> {
  const { row, ...kept } = await context.database.tenant(organisationId, async (tx) => ({
    row: await findFlow(tx, flowId),
    digests: await digestsOf(tx, flowId),
    basis: await flowBasis(tx, flowId),
  }));
  if (!row) throw new WagetraceError('flow.not-found', 'No such flow');
  if (!row.result || !row.horizon) {
    throw new WagetraceError('flow.not-traced', 'This flow has no answer to verify');
  }
  const discrepancies = await recompute(context, organisationId, row, row.result, kept, signal);
  return {
    id: flowId,
    holds: discrepancies.length === 0,
    discrepancies: discrepancies.slice(0, discrepanciesMax),
  };
}

/** What was kept of a flow beside its answer. */
interface KeptOfFlow {
  readonly digests: readonly TransferDigest[];
  readonly basis: AnswerBasis | undefined;
}

async function recompute(
  context: FlowContext,
  organisationId: string,
  row: FlowRow,
  stored: Flow,
  { digests, basis }: KeptOfFlow,
  signal: AbortSignal,
): Promise<Discrepancy[]> {
  // The database keeps the facts only; a chain must not be asked, or an altered fact could be healed.
  const conversions = citedConversions(stored.inputs.conversions, context);
  const offline = { ...context, chains: withoutSources(context.chains), conversions };
  const index = await context.lists.indexKnownAt(
    new Date(stored.tracedAt),
    stored.inputs.listVersions,
  );
  const resolved = await storedSeed(offline, organisationId, { ...row, result: stored }, signal);
  if (resolved instanceof WagetraceError) return seedLost(stored, digests, resolved);
  const { seed, transfers } = resolved;
  const { direction } = stored.inputs;
  const outcome = await walk(offline, organisationId, {
    seeds: [traceSeedOf(row.id, resolved, direction)],
    seedTransfers: transfers,
    direction,
    walls: direction === 'forward' ? [] : await wallsOf(context, transfers),
    method: stored.inputs.method,
    methods: methodsOf(stored.inputs.method, row.request.methods),
    limits: stored.inputs.limits,
    pathsMax: row.request.pathsMax,
    index,
    verdicts: stored.inputs.serviceVerdicts,
    scope: {
      organisationId,
      horizon: row.horizon?.trace ?? { heights: {}, cut: false },
      untilTime: row.horizon?.untilTime,
      transfersMax: stored.inputs.limits?.transfersMax ?? Number.MAX_SAFE_INTEGER,
      failures: new Map(),
      mayRead: false,
      unread: unreadThen(stored.endpoints, basis),
      openings: basis?.openings,
      signal,
    },
  });
  const [traced] = outcome.state === 'traced' ? outcome.traces : [];
  if (outcome.state !== 'traced' || !traced) {
    throw new WagetraceError('flow.no-trace', 'The trace gave no answer');
  }
  const used = traced.transferKeys.flatMap((key) => outcome.transfers.get(key) ?? []);
  const { inputs, clusterHits } = stored;
  const { reasons } = outcome;
  const peelChains = await peelFindings(context, used);
  const rechecked = await recheckInputs(context, organisationId, stored, used);
  const found = {
    ...{ id: row.id, seed, inputs, reasons, index, peelChains },
    trace: traced,
    lookAlikes: lookAlikesAmong(traced.walked, outcome.transfers.values()),
    clusterHits,
  };
  return [
    ...rechecked,
    ...compareDigests(digests, digestsOfTransfers(used)),
    ...compareAnswers(stored, flowOf(context, found)),
    ...verifyClusterHits(clusterHits, index),
    ...differs('engine', 'version', stored.inputs.engineVersion, context.engineVersion),
    ...differs(
      'list-version',
      'lists',
      canonicalJson(stored.inputs.listVersions),
      canonicalJson(index.versions()),
    ),
  ];
}

/**
 * The seed as the ledger has it; or why it is no seed any more. What a wallet received or paid before
 * the first transfer that was known of it then may have been read since, and is none of it.
 */
async function storedSeed(
  offline: FlowContext,
  organisationId: string,
  { request, horizon, result }: FlowRow & { readonly result: Flow },
  signal: AbortSignal,
): Promise<ResolvedSeed | WagetraceError> {
  try {
    const within = seedWithin(request.seed, horizon);
    const found = await resolveSeed(offline, organisationId, within, signal);
    if (within.kind !== 'wallet') return found;
    const known = new Set(result.seed.transferKeys);
    const then = found.transfers.filter((transfer) => known.has(transferKey(transfer)));
    if (then.length === 0) return found;
    const fromHeight = Math.min(...then.map(({ height }) => height));
    return await resolveSeed(offline, organisationId, { ...within, fromHeight }, signal);
  } catch (error) {
    if (isWagetraceError(error) && error.code.startsWith('flow.seed-')) return error;
    throw error;
  }
}

/** Without its seed nothing can be traced: the answer does not hold, whatever else is still there. */
function seedLost(
  { seed }: Flow,
  digests: readonly TransferDigest[],
  { code }: WagetraceError,
): Discrepancy[] {
  const stored = new Map(digests.map(({ key, sha256 }) => [key, sha256]));
  const gone = seed.transferKeys.flatMap((key) =>
    differs('transfer-missing', key, stored.get(key) ?? 'seed', code),
  );
  return [...differs('endpoint', 'seed', canonicalJson(seed), code), ...gone];
}

/** The same chains and assets, none of which can be asked. */
export function withoutSources(chains: ChainCatalogue): ChainCatalogue {
  return {
    chains: () => chains.chains(),
    chain: (id) => chains.chain(id),
    source: () => undefined,
    asset: (chain, idOrSymbol) => chains.asset(chain, idOrSymbol),
    tracing: (id) => chains.tracing(id),
  };
}

/**
 * Pots that the answer could not see behind. They may have been read since; the answer stays. Of one
 * that was given before they were kept those are known that its ends name.
 */
function unreadThen(
  endpoints: readonly Endpoint[],
  basis: AnswerBasis | undefined,
): ReadonlyMap<string, string> {
  if (basis?.unread) return new Map(Object.entries(basis.unread));
  const pots = endpoints
    .filter(({ kind }) => kind === 'not-covered')
    .flatMap(({ account, asset, coins }) =>
      coins ? coins.map((coin) => ({ account, asset, coin })) : [{ account, asset }],
    );
  return new Map(pots.map((pot) => [potName(pot), 'not-stored']));
}
