import type { Conversion } from '../domain/conversion.ts';
import type {
  AttributionMethod,
  Bounds,
  Endpoint,
  Flow,
  FlowConversion,
  FlowInputs,
} from '../domain/flow.ts';
import { decodeAmounts } from '../domain/json.ts';
import { noLookAlikes } from '../domain/look-alike.ts';
import type { PeelFinding } from '../domain/peel-chain.ts';
import type { FlowRequest } from './flow-request.ts';
import type { FlowHead, FlowState } from './flow-row.ts';

/** Amounts are decimal strings in stored JSON: the shape of `T` after `encodeJson`. */
export type Stored<T> = T extends bigint
  ? string
  : T extends string | number | boolean | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Stored<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Stored<T[Key]> }
        : T;

/** The columns of a flow that are told wherever it is told. */
export interface StoredFlowHead {
  readonly id: string;
  readonly payout_id: string | null;
  readonly request: unknown;
  readonly state: FlowState;
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly created_at: Date;
}

export function decodeHead(row: StoredFlowHead): FlowHead {
  const request = decodeRequest(row.request);
  return {
    id: row.id,
    ...{ request, direction: request.direction ?? 'forward' },
    state: row.state,
    createdAt: row.created_at.toISOString(),
    ...(row.payout_id ? { payoutId: row.payout_id } : {}),
    ...(row.failure ? { failure: row.failure } : {}),
  };
}

/** Those amounts of a flow that do not grow with its trail. */
type FlowSums = Pick<Flow, 'seed' | 'listedLowerBase' | 'listedUpperBase'>;

export function decodeSums({ seed, ...listed }: Stored<FlowSums>): FlowSums {
  return {
    seed: { ...seed, amountBase: BigInt(seed.amountBase) },
    listedUpperBase: BigInt(listed.listedUpperBase),
    listedLowerBase: BigInt(listed.listedLowerBase),
  };
}

/** A flow as it was stored, with its amounts as bigint again. */
export function decodeFlow(stored: unknown): Flow {
  // CAST: written by `saveTraced` from a Flow; the column holds nothing else.
  const flow = stored as Stored<Flow>;
  return {
    ...flow,
    ...decodeSums(flow),
    inputs: decodeInputs(flow.inputs),
    endpoints: flow.endpoints.map(decodeEndpoint),
    paths: flow.paths.map((path) => ({
      ...path,
      widthBase: BigInt(path.widthBase),
      hops: path.hops.map((hop) => ({ ...hop, amountBase: BigInt(hop.amountBase) })),
    })),
    conversions: decodeConversions<FlowConversion>(flow.conversions),
    peelChains: decodePeelChains(flow.peelChains),
    // Flows that were traced before either was looked at have none.
    lookAlikes: flow.lookAlikes ?? noLookAlikes,
    clusterHits: flow.clusterHits ?? [],
  };
}

function decodeInputs(inputs: Stored<FlowInputs>): FlowInputs {
  const { limits, ...others } = inputs;
  const rest = { ...others, conversions: decodeConversions<Conversion>(inputs.conversions) };
  if (!limits) return rest;
  return { ...rest, limits: { ...limits, minimumBase: BigInt(limits.minimumBase) } };
}

const conversionAmounts = new Set(
  'amountBase weight tracedBase seedUnits pendingBase pendingUnits'.split(' '),
);

/** Conversions as they were stored; what was traced before conversions were followed has none. */
export function decodeConversions<T extends Conversion>(stored: unknown): readonly T[] {
  // CAST: written with an answer from such conversions.
  return decodeAmounts(stored ?? [], conversionAmounts) as readonly T[];
}

const peelAmounts = new Set(['amountBase', 'peeledBase']);

/** Flows that were traced before peel chains were told have none. */
function decodePeelChains(stored: unknown): readonly PeelFinding[] {
  // CAST: written by `saveTraced` from such findings.
  return decodeAmounts(stored ?? [], peelAmounts) as readonly PeelFinding[];
}

/** An end as it was stored. */
export function decodeEndpoint(endpoint: Stored<Endpoint>): Endpoint {
  const byMethod = Object.entries(endpoint.byMethod).map(([method, amount]) => {
    // CAST: the keys of a record by method.
    return [method as AttributionMethod, BigInt(amount ?? 0)];
  });
  const { bounds, ...rest } = endpoint;
  return {
    ...rest,
    amountBase: BigInt(endpoint.amountBase),
    seedUnits: BigInt(endpoint.seedUnits),
    byMethod: Object.fromEntries(byMethod),
    ...(bounds ? { bounds: decodeBounds(bounds) } : {}),
  };
}

function decodeBounds(bounds: Stored<Bounds>): Bounds {
  const { lowerBase, upperBase, method } = bounds;
  return { lowerBase: BigInt(lowerBase), upperBase: BigInt(upperBase), method };
}

/** A request as it was stored. */
export function decodeRequest(stored: unknown): FlowRequest {
  // CAST: written by `insertFlow` from a FlowRequest.
  const request = stored as Stored<FlowRequest>;
  const { limits } = request;
  if (limits === 'none') return request as FlowRequest;
  const { minimumBase, ...rest } = limits;
  return {
    ...request,
    limits: minimumBase === undefined ? rest : { ...rest, minimumBase: BigInt(minimumBase) },
  } as FlowRequest;
}
