/**
 * Work that a queue carries. Payloads are ids only; together they say what makes the work new, so
 * that the same work given twice is done once.
 */
export type Work =
  | {
      readonly kind: 'follow';
      readonly organisationId: string;
      readonly flowId: string;
      readonly attempt: number;
    }
  | {
      readonly kind: 'inquire';
      readonly organisationId: string;
      readonly inquiryId: string;
      readonly attempt: number;
    }
  | {
      readonly kind: 'settle';
      readonly organisationId: string;
      readonly payoutId: string;
      readonly tx: string;
    }
  | {
      readonly kind: 'rescreen';
      readonly organisationId: string;
      readonly list: string;
      readonly versionId: number;
    }
  | {
      readonly kind: 'rescreen-names';
      readonly organisationId: string;
      readonly matcherVersion: string;
    }
  /** Looks whether an open flow changes; `look` is the number of the look. */
  | {
      readonly kind: 'look';
      readonly organisationId: string;
      readonly flowId: string;
      readonly look: number;
    }
  /** Looks what a monitored wallet did; `visit` is the number of the look. */
  | {
      readonly kind: 'visit';
      readonly organisationId: string;
      readonly monitorId: string;
      readonly visit: number;
    }
  | { readonly kind: 'refresh-list'; readonly list: string; readonly requestId: string };

/** Takes work to be done by some worker, once. The row's state is the outbox: commit, then enqueue. */
export interface WorkQueue {
  enqueue(work: readonly Work[]): Promise<void>;
}
