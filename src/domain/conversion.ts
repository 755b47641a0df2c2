import type { AccountId, AssetId, ChainId } from './caip.ts';
import type { DeclaredParty } from './leg.ts';

/** How a destination was found, the surest first; `amount-time` alone is a candidate, never fact. */
export const conversionMethods = ['exact-id', 'derived-id', 'structured', 'amount-time'] as const;
export type ConversionMethod = (typeof conversionMethods)[number];

/**
 * `certain`: an id of listed contracts on both sides, or the balances of one transaction.
 * `high`: an id where a contract is not in the catalogue. `medium`: structured. `low`: a candidate.
 */
export type ConversionConfidence = 'certain' | 'high' | 'medium' | 'low';

/** Value of one asset that left or reached one account in one transaction. */
export interface ConversionSide {
  readonly chain: ChainId;
  readonly tx: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly amountBase: bigint;
  /** The transfers that carry it, so that a walk can step over them. */
  readonly transferKeys: readonly string[];
}

export interface ConversionDestination extends ConversionSide {
  readonly method: ConversionMethod;
  readonly confidence: ConversionConfidence;
  /** The value came back to the source's side instead of arriving. */
  readonly refund: boolean;
  /**
   * Of several ends of one source: what this one weighs against the others, in a unit that the
   * ends of one transaction share. Undefined where it has no others, or nothing tells.
   */
  readonly weight?: bigint;
}

/** What of the source went to others than the destinations. */
export interface ConversionFee {
  readonly asset: AssetId;
  readonly amountBase: bigint;
  /** Undefined where a protocol keeps it without a transfer of its own. */
  readonly to?: AccountId;
}

/**
 * Why a part has not arrived, or cannot be said to have. `many-to-many`: several assets went in or
 * came out, or too many payments share an id, and nothing tells what stands for what.
 */
export type PendingReason = 'not-seen' | 'ambiguous' | 'unsupported-chain' | 'many-to-many';

/** What a source event declares of the other end; it can be screened before anything arrives. */
export interface DeclaredEnd {
  /** Undefined where the catalogue does not know the protocol's number of the chain. */
  readonly chain?: ChainId;
  /** The chain as the protocol writes it. */
  readonly chainRaw?: string;
  readonly recipient?: DeclaredParty;
}

/**
 * Value that changes asset or chain: one source, and one or more destinations, a refund, or a rest
 * that is still pending. One destination belongs to one conversion.
 */
export interface Conversion {
  readonly kind: 'swap' | 'bridge';
  /** `netting` for a swap, else the row of `config/bridges.yml`. */
  readonly protocol: string;
  readonly source: ConversionSide;
  readonly destinations: readonly ConversionDestination[];
  readonly fees: readonly ConversionFee[];
  /** Where the source event says that the value shall go; of a bridge that says so. */
  readonly declared?: DeclaredEnd;
  readonly pending?: {
    readonly reason: PendingReason;
    /** Undefined where the source does not say what shall arrive. */
    readonly amountBase?: bigint;
    /** The asset that the amount counts, where the bridge tells. */
    readonly asset?: AssetId;
    /** As of a destination. */
    readonly weight?: bigint;
  };
}
