import type { AccountId, ChainId } from './caip.ts';

/** Why accounts are held to be of one owner. */
export type OwnershipRule = 'multi-input' | 'change';

/** One transaction that shows common ownership: the evidence by which a cluster stands or falls. */
export interface CommonOwnership {
  readonly chain: ChainId;
  readonly tx: string;
  readonly height: number;
  readonly rule: OwnershipRule;
  /** 0 to 1: how sure it is that the accounts have one owner. */
  readonly confidence: number;
  /** For change the heuristics that agree; otherwise what speaks against it. */
  readonly grounds?: readonly string[];
  /** Two or more, each once. */
  readonly accounts: readonly AccountId[];
}
