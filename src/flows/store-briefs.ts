import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { Completeness } from '../domain/completeness.ts';
import type { Endpoint, Flow, Seed } from '../domain/flow.ts';
import { decodeEndpoint, decodeRequest, type Stored } from './decode.ts';
import type { FlowRow, FlowState } from './flow-row.ts';
import { type ShownEndpoint, shownEndpoint } from './shown-flow.ts';

/** A flow as lists show it: of its ends, which are thousands, those at listed accounts. */
export interface FlowBrief
  extends Pick<
    FlowRow,
    'id' | 'payoutId' | 'request' | 'direction' | 'state' | 'failure' | 'createdAt'
  > {
  readonly result?: Pick<
    Flow,
    'seed' | 'flag' | 'listedLowerBase' | 'listedUpperBase' | 'completeness' | 'tracedAt'
  > & {
    readonly endpointCount: number;
    readonly listed: readonly ShownEndpoint[];
  };
}

export interface FlowFilter {
  readonly flagged?: boolean | undefined;
  readonly state?: FlowState | undefined;
  readonly payoutId?: string | undefined;
}

interface StoredBrief {
  readonly id: string;
  readonly payout_id: string | null;
  readonly request: unknown;
  readonly state: FlowState;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly created_at: Date;
  readonly head: StoredHead | null;
  readonly listed: readonly Stored<Endpoint>[];
  readonly endpoint_count: number;
}

interface StoredHead {
  readonly seed: Stored<Seed>;
  readonly flag?: Flow['flag'];
  readonly listedLowerBase: string;
  readonly listedUpperBase: string;
  readonly completeness: Completeness;
  readonly tracedAt: string;
}

/** What of a result grows with the trail. */
const long = 'accounts clusterHits conversions endpoints inputs lookAlikes paths peelChains'.split(
  ' ',
);

/** Newest first; `before` is the id that the last page ended with. */
export async function pageOfFlows(
  tx: Transaction,
  filter: FlowFilter,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<FlowBrief[]> {
  const { rows } = await sql<StoredBrief>`
    select id, payout_id, request, state, failure, created_at, result - ${long}::text[] as head,
      jsonb_path_query_array(result, '$.endpoints[*] ? (@.kind == "sanctioned")') as listed,
      jsonb_array_length(result -> 'endpoints') as endpoint_count
    from flow
    where (${filter.flagged ?? null}::boolean is null or (flag is not null) = ${filter.flagged ?? null})
      and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
      and (${filter.payoutId ?? null}::uuid is null or payout_id = ${filter.payoutId ?? null}::uuid)
      and (${page.before ?? null}::uuid is null or id < ${page.before ?? null}::uuid)
    order by id desc limit ${page.limit}`.execute(tx);
  return rows.map(fromRow);
}

function fromRow(row: StoredBrief): FlowBrief {
  const request = decodeRequest(row.request);
  return {
    id: row.id,
    ...{ request, direction: request.direction ?? 'forward' },
    state: row.state,
    createdAt: row.created_at.toISOString(),
    ...(row.payout_id ? { payoutId: row.payout_id } : {}),
    ...(row.failure ? { failure: row.failure } : {}),
    ...(row.head ? { result: resultIn(row, row.head) } : {}),
  };
}

function resultIn(row: StoredBrief, head: StoredHead): NonNullable<FlowBrief['result']> {
  const { seed, flag, completeness, tracedAt } = head;
  return {
    seed: { ...seed, amountBase: BigInt(seed.amountBase) },
    ...(flag ? { flag } : {}),
    listedLowerBase: BigInt(head.listedLowerBase),
    listedUpperBase: BigInt(head.listedUpperBase),
    endpointCount: row.endpoint_count,
    listed: row.listed.map((end) => shownEndpoint(decodeEndpoint(end))),
    ...{ completeness, tracedAt },
  };
}
