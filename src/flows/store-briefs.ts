import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { Endpoint, Flow } from '../domain/flow.ts';
import {
  decodeEndpoint,
  decodeHead,
  decodeSums,
  type Stored,
  type StoredFlowHead,
} from './decode.ts';
import type { FlowHead, FlowState } from './flow-row.ts';
import { type ShownEndpoint, shownEndpoint } from './shown-flow.ts';

/** What of a result does not grow with the trail. */
const headKeys = [
  'seed',
  'flag',
  'listedLowerBase',
  'listedUpperBase',
  'completeness',
  'tracedAt',
] as const satisfies (keyof Flow)[];
type ResultHead = Pick<Flow, (typeof headKeys)[number]>;

/** A flow as lists show it: of its ends, which are thousands, those at listed accounts. */
export interface FlowBrief extends FlowHead {
  readonly result?: ResultHead & {
    readonly endpointCount: number;
    readonly listed: readonly ShownEndpoint[];
  };
}

export interface FlowFilter {
  readonly flagged?: boolean | undefined;
  readonly state?: FlowState | undefined;
  readonly payoutId?: string | undefined;
}

interface StoredBrief extends StoredFlowHead {
  /** Null until it is traced, like what follows. */
  readonly head: Stored<ResultHead> | null;
  readonly listed: readonly Stored<Endpoint>[];
  readonly endpoint_count: number;
}

/** Newest first; `before` is the id that the last page ended with. */
export async function pageOfFlows(
  tx: Transaction,
  filter: FlowFilter,
  page: { readonly before?: string | undefined; readonly limit: number },
): Promise<FlowBrief[]> {
  const { rows } = await sql<StoredBrief>`
    select id, payout_id, request, state, failure, created_at,
      (select jsonb_object_agg(key, value) from jsonb_each(result)
        where key = any(${headKeys})) as head,
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

function fromRow({ head, listed, endpoint_count: endpointCount, ...row }: StoredBrief): FlowBrief {
  if (!head) return decodeHead(row);
  const ends = listed.map((end) => shownEndpoint(decodeEndpoint(end)));
  return {
    ...decodeHead(row),
    result: { ...head, ...decodeSums(head), endpointCount, listed: ends },
  };
}
