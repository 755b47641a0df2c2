import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';
import type { Conversion } from '../../domain/conversion.ts';
import type { AttributionMethod } from '../../domain/flow.ts';
import type { Json } from '../../domain/json.ts';
import type { ListVersion } from '../../domain/listing.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { LimitsRequest } from '../flow-request.ts';

export type ExposureDirection = 'forward' | 'backward';

/** What of a wallet's money went to, or came from, which kind of owner. */
export interface ExposureQuestion {
  readonly kind: 'exposure';
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly directions: readonly ExposureDirection[];
  readonly method: AttributionMethod;
  readonly limits: Exclude<LimitsRequest, 'none'>;
  /** First block that counts. */
  readonly fromHeight: number;
}

/** Where wages of unconnected payees come together, over all that were followed in one asset. */
export interface ConvergenceQuestion {
  readonly kind: 'convergence';
  readonly asset: AssetId;
  readonly hopsMax: number;
}

export type ReachDirection = 'from-list' | 'to-list';

/** Which of many wallets lie within some transfers of a list of accounts, on one chain. */
export interface ReachQuestion {
  readonly kind: 'reach';
  readonly chain: ChainId;
  readonly wallets: readonly AccountId[];
  readonly list: readonly AccountId[];
  readonly directions: readonly ReachDirection[];
  readonly hopsMax: number;
  /** Undefined: any asset, and a wallet passes on what it likes. */
  readonly asset?: AssetId;
  /** First block that counts. */
  readonly fromHeight: number;
  readonly transfersMax: number;
}

/** By which transfers value of one wallet could reach another. */
export interface PathsQuestion {
  readonly kind: 'evidence-paths';
  readonly chain: ChainId;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly hopsMax: number;
  readonly fromHeight: number;
  readonly transfersMax: number;
}

/** Where value of a traced flow may have come out behind mixers and instant swappers. */
export interface CandidatesQuestion {
  readonly kind: 'candidates';
  readonly flowId: string;
}

export type InquiryQuestion =
  | ExposureQuestion
  | ConvergenceQuestion
  | ReachQuestion
  | PathsQuestion
  | CandidatesQuestion;
export type InquiryState = 'requested' | 'reading' | 'answered' | 'failed';

/** The last block of each chain that an answer looks at; fixed when work on it begins. */
export type InquiryHeights = Readonly<Record<ChainId, number>>;

/** What an answer was found with; the same inputs give the same answer. */
export interface InquiryInputs {
  readonly heights: InquiryHeights;
  readonly listVersions: readonly ListVersion[];
  readonly serviceVerdicts: readonly ServiceVerdict[];
  /** Conversions that value went through; none where not given. */
  readonly conversions?: readonly Conversion[];
  /** What labels said of the accounts in the answer. */
  readonly categories: Readonly<Record<AccountId, string>>;
  readonly engineVersion: string;
  /** sha256 over the ordered transfers that were used. */
  readonly transfersDigest: string;
  readonly transferCount: number;
}

/** A question from the moment it was asked; its answer as it was stored, amounts as decimal strings. */
export interface InquiryRow {
  readonly id: string;
  readonly question: InquiryQuestion;
  readonly state: InquiryState;
  readonly answer?: Json;
  readonly failure?: { readonly code: string; readonly message: string };
  readonly heights?: InquiryHeights;
  /** Readings that were asked for, by account. */
  readonly readings: Readonly<Record<AccountId, string>>;
  readonly wave: number;
  readonly attempt: number;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly answeredAt?: string;
}
