import type { AccountId, AssetId, ChainId } from '../domain/caip.ts';
import type { AttributionMethod, MixSeen, TraceLimits } from '../domain/flow.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { Subgraph } from './subgraph.ts';

/**
 * One question: where did the value of these transfers go? The receivers of the transfers are
 * hop 0. A wallet that an analyst picks is the union of its receipts, or of its payments.
 */
export interface TraceSeed {
  /** Chosen by the caller; comes back in the result. */
  readonly id: string;
  /** Keys (`transferKey`) of transfers of one asset that are in the subgraph. */
  readonly transferKeys: readonly string[];
  /** What reaches these accounts ends there as `returned`. */
  readonly payers: readonly AccountId[];
  /** Only what reaches them in this asset does; undefined: in any. */
  readonly returnsIn?: AssetId;
}

/** Where value sits: an account and an asset, or a coin that the account holds. */
export interface PotId {
  readonly account: AccountId;
  readonly asset: AssetId;
  /** The outpoint `tx:index`, on UTXO chains. */
  readonly coin?: string;
}

/**
 * What a pot held before the first transfer that was read of it. `anchored`: asked of the chain
 * at the end of block `fromHeight - 1`; `complete-history`: read from its beginning, so nothing.
 */
export type Opening =
  | { readonly kind: 'anchored'; readonly amountBase: bigint }
  | { readonly kind: 'complete-history' }
  | { readonly kind: 'unknown' };

/** The answer to one `PotRequest`. */
export type LoadedPot = PotId &
  (
    | {
        readonly state: 'loaded';
        /**
         * Every transfer of the pot from this block to the horizon is in the subgraph; of a coin,
         * the whole transaction that spends it.
         */
        readonly fromHeight: number;
        readonly opening: Opening;
      }
    /** It has more transfers than `limits.transfersMax`: the trail ends as `budget`. */
    | { readonly state: 'too-large' }
    /** It could not be read: the trail ends as `not-covered`, with this reason. */
    | { readonly state: 'not-covered'; readonly reason: string }
    /**
     * A coin that is spent in a CoinJoin or goes into an extension block: the trail ends, behind so
     * many others where that can be told.
     */
    | {
        readonly state: 'mixed';
        readonly anonymitySet: number | undefined;
        readonly mix: MixSeen;
      }
  );

/** A pot that the trace must see: all its transfers from this block to the horizon. */
export interface PotRequest extends PotId {
  readonly fromHeight: number;
}

/** A proven destination of a conversion, or its refund. */
export interface ConversionLeg {
  /** The transfers that carry it; their sum is what arrives. */
  readonly transferKeys: readonly string[];
  /** How much of the source amount this leg stands for; the legs' sum is at most the source. */
  readonly sourceShareBase: bigint;
  /** How much of the transfers' sum arrives by it; undefined: all. */
  readonly arrivesBase?: bigint;
}

/**
 * Value that changes asset or chain. What of the source amount no leg stands for is still
 * pending and ends as `restKind`, or `bridge-unresolved`, at the receiver of the source transfers.
 */
export interface TraceConversion {
  /** The transfers that carry the source; their sum is the source amount. */
  readonly sourceKeys: readonly string[];
  readonly legs: readonly ConversionLeg[];
  /** `contract` where nothing tells what stands for what. */
  readonly restKind?: 'contract';
}

/** The last block of each chain that the trace may look at. */
export interface TraceHorizon {
  readonly heights: Readonly<Record<ChainId, number>>;
  /** True when the limit of days set it, and not the newest block: what rests ends as `horizon`. */
  readonly cut: boolean;
  /** Chains that it does not cut all the same: nothing of them lies beyond it. */
  readonly uncut?: ReadonlySet<ChainId>;
  /** Of a trace backwards: the first block of each chain that counts; 0 for those not named. */
  readonly since?: Readonly<Record<ChainId, number>>;
}

/**
 * Everything a trace depends on. The same request gives the same result; transfers and pots that
 * were loaded beyond what the trace asks for do not change it.
 */
export interface TraceRequest {
  readonly subgraph: Subgraph;
  readonly seeds: readonly TraceSeed[];
  /** Each seed as if alone, or their union as one seed (named after the first). */
  readonly combine: 'each' | 'union';
  readonly loaded: readonly LoadedPot[];
  /** The trail is not continued behind these accounts. */
  readonly verdicts: readonly ServiceVerdict[];
  /** The trail ends at these accounts as `sanctioned`, before any other rule. */
  readonly listed: ReadonlyMap<AccountId, readonly ListingMatch[]>;
  /** Undefined: no limits (evaluation). `horizonDays` is applied by the caller through `horizon`. */
  readonly limits?: TraceLimits;
  readonly horizon: TraceHorizon;
  /** Of `methods`; its amounts are the flow's. */
  readonly method: AttributionMethod;
  /** Methods to compute; `tiho` and `tilo` for seeds in coins. Poison is always computed, since it decides the waves. */
  readonly methods: readonly AttributionMethod[];
  readonly conversions?: readonly TraceConversion[];
  /** Largest unlisted endpoints that get bounds (default 10). */
  readonly boundedOthersMax?: number;
  /** Greatest paths reported besides the earliest, the widest and those to listed accounts (default 5). */
  readonly pathsMax?: number;
}
