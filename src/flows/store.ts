import { sql } from 'kysely';
import { accountKey } from '../accounts/account.ts';
import type { Transaction } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';
import type { Flow, FlowClusterHit, FlowFlag } from '../domain/flow.ts';
import { encodeJson } from '../domain/json.ts';
import { decodeFlow, decodeHead, type StoredFlowHead } from './decode.ts';
import type { TransferDigest } from './evidence.ts';
import type { FlowRequest } from './flow-request.ts';
import type { FlowRow, FlowState, ProgressEvent } from './flow-row.ts';
import type { FlowHorizon } from './horizon.ts';
import type { AnswerBasis } from './inquiries/answer-basis.ts';

interface StoredFlow extends StoredFlowHead {
  readonly result: unknown;
  readonly horizon: FlowHorizon | null;
  readonly readings: Record<AccountId, string>;
  readonly wave: number;
  readonly attempt: number;
}

function fromRow(row: StoredFlow): FlowRow {
  const { readings, wave, attempt } = row;
  return {
    ...decodeHead(row),
    ...{ readings, wave, attempt },
    ...(row.result ? { result: decodeFlow(row.result) } : {}),
    ...(row.horizon ? { horizon: row.horizon } : {}),
  };
}

export async function insertFlow(
  tx: Transaction,
  organisationId: string,
  flow: {
    readonly id: string;
    readonly payoutId?: string | undefined;
    readonly request: FlowRequest;
  },
): Promise<void> {
  await sql`
    insert into flow (organisation_id, id, payout_id, request, state)
    values (${organisationId}, ${flow.id}, ${flow.payoutId ?? null}, ${encodeJson(flow.request)}::jsonb,
            'requested')`.execute(tx);
}

export async function findFlow(tx: Transaction, id: string): Promise<FlowRow | undefined> {
  const { rows } = await sql<StoredFlow>`select * from flow where id = ${id}::uuid`.execute(tx);
  return rows[0] && fromRow(rows[0]);
}

/** Undefined where there is no such flow; without its answer, which may be megabytes. */
export async function flowState(tx: Transaction, id: string): Promise<FlowState | undefined> {
  const { rows } = await sql<{ state: FlowState }>`
    select state from flow where id = ${id}::uuid`.execute(tx);
  return rows[0]?.state;
}

/** Keeps how far the loading came, before anybody waits for readings. */
export async function saveProgress(
  tx: Transaction,
  id: string,
  progress: Pick<FlowRow, 'state' | 'wave' | 'readings'> & { readonly horizon: FlowHorizon },
): Promise<void> {
  await sql`
    update flow set state = ${progress.state}, wave = ${progress.wave}, updated_at = now(),
      readings = ${encodeJson(progress.readings)}::jsonb, horizon = ${encodeJson(progress.horizon)}::jsonb
    where id = ${id}::uuid`.execute(tx);
}

/**
 * Fixes the horizon of a flow before it is walked: who takes blocks back finds the flow by it.
 * False when another worker did so meanwhile.
 */
export async function keepHorizon(
  tx: Transaction,
  { id, wave }: FlowTry,
  horizon: FlowHorizon,
): Promise<boolean> {
  const { rows } = await sql`
    update flow set horizon = ${encodeJson(horizon)}::jsonb
    where id = ${id}::uuid and wave = ${wave} and horizon is null
      and state not in ('traced', 'withdrawn')
    returning id`.execute(tx);
  return rows.length > 0;
}

/** One try at a flow: another begins with each wave of readings, and when blocks are taken back. */
type FlowTry = Pick<FlowRow, 'id' | 'wave'>;

const isStanding = ({ id, wave }: FlowTry) => sql`
  id = ${id}::uuid and wave = ${wave} and horizon is not null
    and state not in ('traced', 'withdrawn')`;

/** Keeps the ends of further chains that a walk came to, unless another try has begun meanwhile. */
export async function growHorizon(
  tx: Transaction,
  flow: FlowTry,
  horizon: FlowHorizon,
): Promise<void> {
  await sql`
    update flow set horizon = ${encodeJson(horizon)}::jsonb where ${isStanding(flow)}`.execute(tx);
}

/**
 * Locks a flow; false when another try has begun meanwhile, or has come to an end: another worker
 * took the job over, or blocks that it was walked over were taken back.
 */
export async function lockStanding(tx: Transaction, flow: FlowTry): Promise<boolean> {
  const { rows } = await sql`
    select 1 from flow where ${isStanding(flow)} for update`.execute(tx);
  return rows.length > 0;
}

/** Stores the answer with every account on it and the digest of every transfer that it used. */
export async function saveTraced(
  tx: Transaction,
  organisationId: string,
  flow: Flow,
  digests: readonly TransferDigest[],
): Promise<void> {
  const flag: FlowFlag | null = flow.flag ?? null;
  await sql`
    update flow set state = 'traced', result = ${encodeJson(flow)}::jsonb, flag = ${flag},
      listed_upper = ${flow.listedUpperBase.toString()}::numeric, failure = null, updated_at = now()
    where id = ${flow.id}::uuid`.execute(tx);
  await sql`delete from flow_account where flow_id = ${flow.id}::uuid`.execute(tx);
  await sql`delete from flow_transfer where flow_id = ${flow.id}::uuid`.execute(tx);
  await saveHeights(tx, organisationId, flow);
  const accounts = flow.accounts.map((account) => ({ account, key: accountKey(account) }));
  await sql`
    insert into flow_account (organisation_id, flow_id, account, account_key)
    select ${organisationId}::uuid, ${flow.id}::uuid, r.account, r.key
    from jsonb_to_recordset(${encodeJson(accounts)}::jsonb) as r(account text, key text)`.execute(
    tx,
  );
  await sql`
    insert into flow_transfer (organisation_id, flow_id, ordinal, transfer_key, sha256)
    select ${organisationId}::uuid, ${flow.id}::uuid, r.ordinal, r.key, decode(r.sha256, 'hex')
    from jsonb_to_recordset(${encodeJson(digests)}::jsonb)
      as r(ordinal int, key text, sha256 text)`.execute(tx);
}

/** Keeps up to where the flow looked at each chain: who takes blocks back finds it by that. */
async function saveHeights(tx: Transaction, organisationId: string, flow: Flow): Promise<void> {
  await sql`delete from flow_height where flow_id = ${flow.id}::uuid`.execute(tx);
  await sql`
    insert into flow_height (organisation_id, flow_id, chain, to_height)
    select ${organisationId}::uuid, ${flow.id}::uuid, h.key, (h.value ->> 'toHeight')::bigint
    from jsonb_each(${encodeJson(flow.inputs.heights)}::jsonb) h`.execute(tx);
}

/** Keeps what the flow stood upon, in place of what an earlier try did. */
export async function saveFlowBasis(
  tx: Transaction,
  organisationId: string,
  flowId: string,
  basis: AnswerBasis,
): Promise<void> {
  await sql`
    insert into flow_basis (organisation_id, flow_id, basis)
    values (${organisationId}::uuid, ${flowId}::uuid, ${encodeJson(basis)}::jsonb)
    on conflict (organisation_id, flow_id) do update set basis = excluded.basis`.execute(tx);
}

/** Undefined of flows that were traced before it was kept. */
export async function flowBasis(tx: Transaction, flowId: string): Promise<AnswerBasis | undefined> {
  const { rows } = await sql<{ basis: AnswerBasis }>`
    select basis from flow_basis where flow_id = ${flowId}::uuid`.execute(tx);
  return rows[0]?.basis;
}

/** What the flow was traced from, in order. */
export async function digestsOf(tx: Transaction, flowId: string): Promise<TransferDigest[]> {
  const { rows } = await sql<TransferDigest>`
    select ordinal, transfer_key as key, encode(sha256, 'hex') as sha256
    from flow_transfer where flow_id = ${flowId}::uuid order by ordinal`.execute(tx);
  return rows;
}

/** The flag of the flow that this one replaces: an alert tells what is new. */
export async function flagBefore(tx: Transaction, id: string): Promise<FlowFlag | undefined> {
  const { rows } = await sql<{ flag: FlowFlag | null }>`
    select before.flag from flow join flow before
      on before.organisation_id = flow.organisation_id and before.id = flow.replaces
    where flow.id = ${id}::uuid`.execute(tx);
  return rows[0]?.flag ?? undefined;
}

/** The cluster hits of the flow that this one replaces. */
export async function clusterHitsBefore(
  tx: Transaction,
  id: string,
): Promise<readonly FlowClusterHit[]> {
  const { rows } = await sql<{ hits: readonly FlowClusterHit[] | null }>`
    select before.result -> 'clusterHits' as hits from flow join flow before
      on before.organisation_id = flow.organisation_id and before.id = flow.replaces
    where flow.id = ${id}::uuid`.execute(tx);
  return rows[0]?.hits ?? [];
}

/**
 * Keeps why a flow could not be followed, and tells those who watch its progress; false for one that
 * has come to an end meanwhile.
 */
export async function saveFailure(
  tx: Transaction,
  organisationId: string,
  id: string,
  failure: { readonly code: string; readonly message: string },
): Promise<boolean> {
  const { rows } = await sql`
    update flow set state = 'failed', failure = ${encodeJson(failure)}::jsonb, updated_at = now()
    where id = ${id}::uuid and state in ('requested', 'reading') returning 1`.execute(tx);
  if (rows.length === 0) return false;
  await addProgress(tx, organisationId, id, 'failed', failure);
  return true;
}

export async function addProgress(
  tx: Transaction,
  organisationId: string,
  flowId: string,
  stage: string,
  data: Readonly<Record<string, unknown>>,
): Promise<void> {
  await sql`
    insert into flow_progress (organisation_id, flow_id, stage, data)
    values (${organisationId}, ${flowId}, ${stage}, ${encodeJson(data)}::jsonb)`.execute(tx);
}

/** What happened after the given sequence number, oldest first. */
export async function progressAfter(
  tx: Transaction,
  flowId: string,
  afterSequence: number,
  limit: number,
): Promise<ProgressEvent[]> {
  const { rows } = await sql<{ sequence: number; stage: string; data: unknown; at: Date }>`
    select sequence, stage, data, at from flow_progress
    where flow_id = ${flowId}::uuid and sequence > ${afterSequence}
    order by sequence limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
