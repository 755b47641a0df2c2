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

/** A block, as the state of a chain is asked for it. */
export interface StateBlock {
  readonly height: number;
  /** Seconds since 1970, as the block says. */
  readonly timeS: number;
}

/** What the state of one chain says of single accounts, the newest but where a block is named. Throws the codes of `ChainSource`. */
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
  /**
   * The contract that keeps the constant flows of a super token of Superfluid, as the token's own
   * host says. Undefined where the token does not say so.
   */
  flowAgreement(token: AccountId, signal: AbortSignal): Promise<AccountId | undefined>;
  /**
   * Whether an account had ever begun or received a stream of a super token by the end of a block.
   * Undefined where the provider does not keep that state.
   */
  hasStreamed(
    of: { readonly agreement: AccountId; readonly token: AccountId; readonly account: AccountId },
    height: number,
    signal: AbortSignal,
  ): Promise<boolean | undefined>;
  /**
   * What an account had of a super token at the end of a block, deposits for its own streams
   * included, base units. Below 0 when it streams more than it has. Undefined where the provider
   * does not keep that state.
   */
  superBalance(
    token: AccountId,
    account: AccountId,
    block: StateBlock,
    signal: AbortSignal,
  ): Promise<bigint | undefined>;
}
