import type { AccountId, AssetId } from '../../domain/caip.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import type {
  ConvergenceRequest,
  ConvergenceResult,
  MeetingPlace,
} from '../../tracing/convergence/convergence.ts';
import type { PaidPayee } from '../../tracing/convergence/paid-payee.ts';
import type { ExposureOutcome, ExposureRequest } from '../../tracing/exposure.ts';

/** A question of exposure without what cannot be handed from thread to thread. */
export interface ExposureTask extends Omit<ExposureRequest, 'subgraph' | 'categoryOf'> {
  readonly categories: ReadonlyMap<AccountId, string>;
}

/** The ways from one account to another, none of which goes on behind `stops`. */
export interface PathsTask {
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly hopsMax: number;
  readonly stops: readonly AccountId[];
}

export interface PathsFound {
  readonly shortest?: readonly Transfer[];
  readonly widest?: { readonly transfers: readonly Transfer[]; readonly widthBase: bigint };
}

/** Of the payees that were added. */
export type MeetingsTask = Pick<ConvergenceRequest, 'leftOut' | 'hopsMax'>;

/** What is known of the places that were looked at; of the others nothing need be. */
export interface ConvergenceTask extends Omit<ConvergenceRequest, 'payees' | 'placeOf'> {
  readonly places: ReadonlyMap<AccountId, MeetingPlace>;
}

/** What the thread is told: transfers and payees in parts, and what to find in all that it was given. */
export type EngineRequest =
  | { readonly kind: 'add'; readonly transfers: readonly PotTransfer[] }
  | { readonly kind: 'exposure'; readonly task: ExposureTask }
  | { readonly kind: 'paths'; readonly task: PathsTask }
  | { readonly kind: 'pay'; readonly payees: readonly PaidPayee[] }
  | { readonly kind: 'meetings'; readonly task: MeetingsTask }
  | { readonly kind: 'convergence'; readonly task: ConvergenceTask };

/** What each request is answered with. */
export interface EngineAnswers {
  readonly add: undefined;
  readonly exposure: ExposureOutcome;
  readonly paths: PathsFound;
  readonly pay: undefined;
  readonly meetings: readonly AccountId[];
  readonly convergence: ConvergenceResult;
}

/** One for each request, in order. */
export type EngineReply =
  | { readonly ok: true; readonly value: EngineAnswers[keyof EngineAnswers] }
  | { readonly ok: false; readonly code: string; readonly message: string };
