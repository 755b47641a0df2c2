import type { AccountId } from '../../domain/caip.ts';
import type { PotTransfer } from '../../tracing/coin-transfers.ts';
import type { ExposureOutcome, ExposureRequest } from '../../tracing/exposure.ts';

/** A question of exposure without what cannot be handed from thread to thread. */
export interface ExposureTask extends Omit<ExposureRequest, 'subgraph' | 'categoryOf'> {
  readonly categories: ReadonlyMap<AccountId, string>;
}

/** What the thread is told: transfers in parts, and what to find in all that it was given. */
export type EngineRequest =
  | { readonly kind: 'add'; readonly transfers: readonly PotTransfer[] }
  | { readonly kind: 'exposure'; readonly task: ExposureTask };

/** What each request is answered with. */
export interface EngineAnswers {
  readonly add: undefined;
  readonly exposure: ExposureOutcome;
}

/** One for each request, in order. */
export type EngineReply =
  | { readonly ok: true; readonly value: EngineAnswers[keyof EngineAnswers] }
  | { readonly ok: false; readonly code: string; readonly message: string };
