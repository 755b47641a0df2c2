import type { AttributionMethod, Bounds, Endpoint, Flow, FlowInputs } from '../domain/flow.ts';
import type { FlowRequest } from './flow-request.ts';

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

/** A flow as it was stored, with its amounts as bigint again. */
export function decodeFlow(stored: unknown): Flow {
  // CAST: written by `saveTraced` from a Flow; the column holds nothing else.
  const flow = stored as Stored<Flow>;
  return {
    ...flow,
    seed: { ...flow.seed, amountBase: BigInt(flow.seed.amountBase) },
    inputs: decodeInputs(flow.inputs),
    endpoints: flow.endpoints.map(decodeEndpoint),
    paths: flow.paths.map((path) => ({
      ...path,
      widthBase: BigInt(path.widthBase),
      hops: path.hops.map((hop) => ({ ...hop, amountBase: BigInt(hop.amountBase) })),
    })),
    listedUpperBase: BigInt(flow.listedUpperBase),
    listedLowerBase: BigInt(flow.listedLowerBase),
  };
}

function decodeInputs(inputs: Stored<FlowInputs>): FlowInputs {
  const { limits, ...rest } = inputs;
  if (!limits) return rest;
  return { ...rest, limits: { ...limits, minimumBase: BigInt(limits.minimumBase) } };
}

function decodeEndpoint(endpoint: Stored<Endpoint>): Endpoint {
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
