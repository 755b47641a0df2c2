import type { AccountId } from '../domain/caip.ts';

/** What stands behind an account, as far as its code says. */
export interface AccountCode {
  /**
   * `none`: a key alone. `delegated`: a key that lets a contract act for it (EIP-7702), and an
   * account of its owner still. `wallet`: a contract that is somebody's wallet (a Safe, an account
   * of ERC-4337). `contract`: any other.
   */
  readonly kind: 'none' | 'delegated' | 'wallet' | 'contract';
  /** Length of the code. */
  readonly codeBytes: number;
}

/** What the newest state of one chain says of single accounts. Throws the codes of `ChainSource`. */
export interface ContractState {
  /** Undefined where the provider does not tell. */
  codeOf(account: AccountId, signal: AbortSignal): Promise<AccountCode | undefined>;
  /**
   * Who opened a payment stream of a contract, by the number that the contract gave it. Undefined
   * where the contract does not say, or keeps the stream no more.
   */
  streamSender(
    contract: AccountId,
    streamId: bigint,
    signal: AbortSignal,
  ): Promise<AccountId | undefined>;
}
