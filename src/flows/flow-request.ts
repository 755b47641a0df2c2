import { type AccountId, type AssetId, type ChainId, chainOf } from '../domain/caip.ts';
import type { AttributionMethod, TraceDirection, TraceLimits } from '../domain/flow.ts';

/** What to follow: a settled payout, a transaction, or what a wallet received or paid. */
export type SeedRequest =
  | {
      readonly kind: 'payout';
      readonly payoutId: string;
      readonly chain: ChainId;
      readonly tx: string;
      readonly transferKey: string;
      /** Who paid, where the transfer comes from a contract that handed it on. */
      readonly payer?: AccountId;
    }
  | {
      readonly kind: 'transaction';
      readonly chain: ChainId;
      readonly tx: string;
      /** Needed when the transaction moves several assets. */
      readonly asset?: AssetId;
      /** Needed when it pays several wallets and one of them is meant. */
      readonly to?: AccountId;
    }
  | {
      readonly kind: 'wallet';
      readonly account: AccountId;
      readonly asset: AssetId;
      readonly side: 'receipts' | 'payments';
      /** First block whose transfers count (0 when not given). */
      readonly fromHeight?: number;
      /** Last one: what comes later is none of a flow whose horizon is fixed. */
      readonly toHeight?: number;
    };

/** The chain that a flow starts on. */
export function chainOfSeed(request: SeedRequest): ChainId {
  return request.kind === 'wallet' ? chainOf(request.account) : request.chain;
}

/** Limits as they are asked for; what is missing takes the default, `none` lifts them all. */
export type LimitsRequest =
  | 'none'
  | {
      readonly minimumBase?: bigint;
      readonly hopsMax?: number;
      readonly horizonDays?: number;
      readonly transfersMax?: number;
      readonly potsMax?: number;
    };

export interface FlowRequest {
  readonly seed: SeedRequest;
  /** Undefined: forward. */
  readonly direction?: TraceDirection;
  readonly method: AttributionMethod;
  /** Computed besides, for the spread. */
  readonly methods: readonly AttributionMethod[];
  readonly limits: LimitsRequest;
  /** Greatest paths that are told (5 when not given). */
  readonly pathsMax?: number;
}

/** More of them no person looks at, and each costs a pass over the transfers. */
export const pathsCeiling = 50;

/** The operator's ceiling: no request goes beyond it (`none` is for evaluation and the command line). */
export const limitCeiling = {
  hopsMax: 50,
  horizonDays: 1_825,
  transfersMax: 500_000,
  potsMax: 50_000,
} as const;

/** The defaults of `domain.md`: 20 hops, 365 days, 50,000 transfers, 5,000 pots. */
const defaults = { hopsMax: 20, horizonDays: 365, transfersMax: 50_000, potsMax: 5_000 } as const;

/**
 * The limits of one trace. The minimum is the larger of one unit of the asset when that counts as
 * a dollar and a thousandth of the seed, so that dust neither widens a trace nor hides a wage.
 */
export function limitsOf(
  request: LimitsRequest,
  seedBase: bigint,
  unitBase: bigint | undefined,
): TraceLimits | undefined {
  if (request === 'none') return undefined;
  const share = seedBase / 1_000n;
  const minimum = unitBase !== undefined && unitBase > share ? unitBase : share;
  const capped = (name: keyof typeof defaults) =>
    Math.min(request[name] ?? defaults[name], limitCeiling[name]);
  return {
    minimumBase: request.minimumBase ?? (minimum > seedBase ? seedBase : minimum),
    hopsMax: capped('hopsMax'),
    horizonDays: capped('horizonDays'),
    transfersMax: capped('transfersMax'),
    potsMax: capped('potsMax'),
  };
}
