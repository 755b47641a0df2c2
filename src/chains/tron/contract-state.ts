import { z } from 'zod';
import { type AccountId, addressOf } from '../../domain/caip.ts';
import type { AccountCode, ContractState } from '../../ports/contract-state.ts';
import type { TronNode } from './rpc.ts';

/** What is no contract is answered with nothing at all. */
const wireContract = z.object({ bytecode: z.string().default('') });

/**
 * The code of accounts, as a java-tron node or TronGrid tells it. Owners who sign together do so by
 * permissions of an account here, so that no contract is anybody's wallet; nor is a stream known.
 */
export class TronContractState implements ContractState {
  readonly #node: TronNode;

  constructor(node: TronNode) {
    this.#node = node;
  }

  async codeOf(account: AccountId, signal: AbortSignal): Promise<AccountCode> {
    const body = { value: addressOf(account), visible: true };
    const { bytecode } = await this.#node.ask(wireContract, '/wallet/getcontract', body, signal);
    const codeBytes = bytecode.length / 2;
    return { kind: codeBytes === 0 ? 'none' : 'contract', codeBytes };
  }

  streamSender(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  flowAgreement(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  hasStreamed(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  superBalance(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
