/** Work that a queue carries. Payloads are ids only; the id says what makes the work new. */
export type Work =
  | {
      readonly kind: 'follow';
      readonly organisationId: string;
      readonly flowId: string;
      readonly attempt: number;
    }
  | {
      readonly kind: 'read-account';
      readonly readingId: string;
      readonly flowId: string;
      readonly wave: number;
    }
  | {
      readonly kind: 'settle';
      readonly organisationId: string;
      readonly payoutId: string;
      readonly attempt: number;
    }
  | { readonly kind: 'refresh-list'; readonly list: string; readonly requestId: string }
  | { readonly kind: 'watch-chain'; readonly chain: string; readonly tick: string };

/** Takes work to be done by some worker, once. The row's state is the outbox: commit, then enqueue. */
export interface WorkQueue {
  enqueue(work: readonly Work[]): Promise<void>;
}
