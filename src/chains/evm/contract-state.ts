import { dataSlice, Interface } from 'ethers';
import { z } from 'zod';
import { readAccount } from '../../accounts/account.ts';
import { type AccountId, addressOf, type ChainId } from '../../domain/caip.ts';
import { isWagetraceError } from '../../domain/errors.ts';
import type { ContractState } from '../../ports/contract-state.ts';
import type { EvmRpc } from './rpc.ts';

/** Sablier Lockup and Flow, all versions. */
const streams = new Interface(['function getSender(uint256 streamId) view returns (address)']);
const hexBytes = z.string().regex(/^0x([0-9a-f]{2})*$/i);
/** An address as a word of call data. */
const addressWord = /^0x0{24}[0-9a-f]{40}$/i;

/** The newest state of contracts, as a node tells it. */
export class EvmContractState implements ContractState {
  readonly #chain: ChainId;
  readonly #rpc: EvmRpc;

  constructor(chain: ChainId, rpc: EvmRpc) {
    this.#chain = chain;
    this.#rpc = rpc;
  }

  async streamSender(
    contract: AccountId,
    streamId: bigint,
    signal: AbortSignal,
  ): Promise<AccountId | undefined> {
    const data = streams.encodeFunctionData('getSender', [streamId]);
    try {
      const call = { to: addressOf(contract), data };
      const word = await this.#rpc.call(hexBytes, 'eth_call', [call, 'latest'], signal);
      // Anybody may answer anything: what is no address is no answer.
      return addressWord.test(word) ? readAccount(this.#chain, dataSlice(word, 12)) : undefined;
    } catch (error) {
      // A contract that reverts is one that does not say.
      if (isWagetraceError(error) && error.code === 'source.bad-answer') return undefined;
      throw error;
    }
  }
}
