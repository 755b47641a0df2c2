import type { AccountId } from '../domain/caip.ts';

/** What the state of one chain says of single contracts. Throws the codes of `ChainSource`. */
export interface ContractState {
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
