import type { AccountId, AssetId, ChainId } from './caip.ts';
import type { ClusterFacts } from './cluster-listing.ts';
import type { Completeness } from './completeness.ts';
import type { Conversion, DeclaredEnd } from './conversion.ts';
import type { HeightRange } from './coverage.ts';
import type { ListingMatch, ListVersion } from './listing.ts';
import type { FoundLookAlikes } from './look-alike.ts';
import type { PeelFinding } from './peel-chain.ts';
import type { ServiceVerdict } from './service-verdict.ts';

/** Methods on account ledgers; `tiho` and `tilo` join them on UTXO transactions. */
export const accountMethods = [
  'fifo',
  'haircut',
  'poison',
  'lifo',
  'traced-first',
  'clean-first',
] as const;
export const attributionMethods = [...accountMethods, 'tiho', 'tilo'] as const;
export type AttributionMethod = (typeof attributionMethods)[number];

export type EndpointKind =
  | 'unspent'
  /** Backwards: it was there before anything that was read, or was made there. */
  | 'origin'
  | 'sanctioned'
  | 'service'
  | 'mixer'
  | 'bridge-unresolved'
  | 'contract'
  | 'returned'
  | 'fee'
  | 'below-minimum'
  | 'max-hops'
  | 'horizon'
  | 'budget'
  | 'rounding'
  | 'not-covered';

/** Where the trail starts: the transfers (by key) whose amounts are followed as one seed. */
export interface Seed {
  readonly kind: 'payout' | 'transaction' | 'wallet';
  /** Id of the payout, hash of the transaction, or account. */
  readonly ref: string;
  readonly transferKeys: readonly string[];
  readonly chain: ChainId;
  readonly asset: AssetId;
  readonly amountBase: bigint;
  readonly payer: AccountId;
  readonly payee: AccountId;
  /** Block of its newest transfer: with it the seed stands and falls. */
  readonly lastHeight: number;
}

/** Limits of a trace. Each is named in the result when it cut something. */
export interface TraceLimits {
  /** A pot that gained less than this in all is not walked. Base units of the seed's asset. */
  readonly minimumBase: bigint;
  readonly hopsMax: number;
  readonly horizonDays: number;
  readonly transfersMax: number;
  readonly potsMax: number;
}

export interface Bounds {
  readonly lowerBase: bigint;
  readonly upperBase: bigint;
  /** How they were had: exact maximum flows, or only an upper bound. */
  readonly method: 'max-flow' | 'upper-only';
}

/** Coins that one endpoint names. */
export const endpointCoinsMax = 100;

/** An end of the trail with what came to it. */
export interface Endpoint {
  readonly kind: EndpointKind;
  readonly account: AccountId;
  readonly asset: AssetId;
  /** By the method of the flow. */
  readonly amountBase: bigint;
  readonly seedUnits: bigint;
  /** By every method that was computed. */
  readonly byMethod: Readonly<Partial<Record<AttributionMethod, bigint>>>;
  readonly bounds?: Bounds;
  /** Least number of hops from the payee's wallet, which is hop 0. */
  readonly hops: number;
  /** On UTXO chains the coins that it is made of, as `tx:index`, at most `endpointCoinsMax`. */
  readonly coins?: readonly string[];
  /** How many coins those are in all. */
  readonly coinCount?: number;
  /** Of a mixer: the least number of equal outputs that one of the coins hides among. */
  readonly anonymitySet?: number;
  /** Of a mixer: the protocols that its coins went into, and the rules that tell so. */
  readonly mixes?: readonly MixSeen[];
  readonly matches: readonly ListingMatch[];
  /** Of `bridge-unresolved`: where the bridge was told to pay. */
  readonly declared?: readonly DeclaredRecipient[];
  /** At the price of the time when value came, with who says so. */
  readonly usd?: { readonly value: string; readonly source: string; readonly at: string };
  /** Why there is no figure in dollars. */
  readonly usdMissing?: string;
}

/** A transaction that mixes shows it by its shape: which protocol, by which rule of detection. */
export interface MixSeen {
  readonly protocol: string;
  readonly rule: string;
}

/** Where a bridge was told to pay, screened before anything is seen to arrive there. */
export interface DeclaredRecipient extends DeclaredEnd {
  readonly matches: readonly ListingMatch[];
}

/** A conversion on the way of a flow, with what of the wage took it by the flow's method. */
export interface FlowConversion extends Conversion {
  /** Of the source's amount. */
  readonly tracedBase: bigint;
  readonly seedUnits: bigint;
  /** The part of it that is not seen to have arrived. */
  readonly pendingBase: bigint;
  readonly pendingUnits: bigint;
  /** Listings that name the declared recipient. */
  readonly matches: readonly ListingMatch[];
}

/** One transfer on a path, with what of the seed it carried by the flow's method. */
export interface Hop {
  readonly tx: string;
  readonly transferKey: string;
  readonly height: number;
  readonly time: string;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly amountBase: bigint;
}

export interface Path {
  readonly rule: 'earliest' | 'widest' | 'greatest';
  readonly to: AccountId;
  readonly hops: readonly Hop[];
  /** The least transfer amount on the way, in base units of the last asset. */
  readonly widthBase: bigint;
}

export type FlowFlag = 'certain' | 'attributed' | 'possible';

/** `forward`: where value went; `backward`: where it came from. */
export const traceDirections = ['forward', 'backward'] as const;
export type TraceDirection = (typeof traceDirections)[number];

/** What a trace used; the same inputs give the same flow (`wagetrace verify`). */
export interface FlowInputs {
  readonly method: AttributionMethod;
  readonly direction: TraceDirection;
  /** Undefined: traced without limits. */
  readonly limits?: TraceLimits;
  readonly listVersions: readonly ListVersion[];
  readonly policyRevision: string;
  readonly serviceVerdicts: readonly ServiceVerdict[];
  /** What was known of the other ends when it was traced; more may be known now. */
  readonly conversions: readonly Conversion[];
  readonly heights: Readonly<Record<string, HeightRange>>;
  readonly engineVersion: string;
  /** sha256 over the ordered transfers that were used. */
  readonly transfersDigest: string;
  readonly transferCount: number;
}

/**
 * An account that value passed and that shares its owner with a listed account: a hit of a kind of
 * its own, which changes neither amounts nor the flag.
 */
export interface FlowClusterHit {
  readonly account: AccountId;
  /** Of the listings the nearest. */
  readonly cluster: ClusterFacts;
}

/** The answer to one question about one wage. */
export interface Flow {
  readonly id: string;
  readonly seed: Seed;
  readonly inputs: FlowInputs;
  readonly endpoints: readonly Endpoint[];
  readonly paths: readonly Path[];
  /** In the order of their sources. */
  readonly conversions: readonly FlowConversion[];
  /** Coins on the way that paid many, one transaction each; empty on account ledgers. */
  readonly peelChains: readonly PeelFinding[];
  /** Accounts that imitate others in the histories that it was followed through; none backwards. */
  readonly lookAlikes: FoundLookAlikes;
  /** Accounts on it whose cluster holds a listed one; empty on account ledgers. */
  readonly clusterHits: readonly FlowClusterHit[];
  readonly flag?: FlowFlag;
  /**
   * Upper bound of what all listed endpoints together received. What bridges were told to pay to
   * listed recipients and is not seen to have arrived is no part of it, but can flag the flow.
   */
  readonly listedUpperBase: bigint;
  readonly listedLowerBase: bigint;
  readonly completeness: Completeness;
  /** Every account on it: a later listing of any of them touches this flow. */
  readonly accounts: readonly AccountId[];
  /** ISO 8601 UTC. */
  readonly tracedAt: string;
}
