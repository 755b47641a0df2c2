import type { LogWords } from '../token-transfers.ts';

/** A chain of TRON's kind, with what the mapping of its transfers needs. */
export interface TronChain extends LogWords {
  readonly tokenNamespace: 'trc20';
  /** Contracts whose events are stored: 0x and 20 bytes, lower case. */
  readonly catalogue: ReadonlySet<string>;
}
