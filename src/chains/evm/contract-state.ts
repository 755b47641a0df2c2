import { dataLength, dataSlice, Interface, id } from 'ethers';
import { z } from 'zod';
import { readAccount } from '../../accounts/account.ts';
import { type AccountId, addressOf, type ChainId } from '../../domain/caip.ts';
import { isWagetraceError } from '../../domain/errors.ts';
import type { AccountCode, ContractState, StateBlock } from '../../ports/contract-state.ts';
import type { EvmRpc } from './rpc.ts';

/**
 * Sablier Lockup and Flow, all versions; Safe, all versions; accounts of ERC-4337, most of them;
 * super tokens of Superfluid and their host.
 */
const asked = new Interface([
  'function getSender(uint256 streamId) view returns (address)',
  'function getThreshold() view returns (uint256)',
  'function entryPoint() view returns (address)',
  'function getHost() view returns (address)',
  'function getAgreementClass(bytes32 agreementType) view returns (address)',
  'function getAgreementStateSlot(address agreementClass, address account, uint256 slotId, uint256 dataLength) view returns (bytes32[] slotData)',
  'function realtimeBalanceOf(address account, uint256 timestamp) view returns (int256 availableBalance, uint256 deposit, uint256 owedDeposit)',
]);
/** How Superfluid's host names its constant flow agreement. */
const constantFlow = id('org.superfluid-finance.agreements.ConstantFlowAgreement.v1');
const hexBytes = z.string().regex(/^0x([0-9a-f]{2})*$/i);
/** An address as a word of call data; the zero address is nobody's. */
const addressWord = /^0x0{24}(?!0{40})[0-9a-f]{40}$/i;
/** A number of signatures. */
const countWord = /^0x0{60}(?!0{4})[0-9a-f]{4}$/i;
/** EIP-7702: the code of a key that lets a contract act for it. */
const delegation = /^0xef0100[0-9a-f]{40}$/i;
/**
 * What a node answers that does not tell: a call that reverts or gives back more than is read, which
 * any contract may, or one that it does not offer.
 */
const noAnswer = [
  'source.bad-answer',
  'source.too-large',
  'source.unsupported',
  'source.above-head',
];

const hexHeight = (height: number) => `0x${height.toString(16)}`;

/** The state of accounts, as a node tells it. */
export class EvmContractState implements ContractState {
  readonly #chain: ChainId;
  readonly #rpc: EvmRpc;

  constructor(chain: ChainId, rpc: EvmRpc) {
    this.#chain = chain;
    this.#rpc = rpc;
  }

  async codeOf(account: AccountId, signal: AbortSignal): Promise<AccountCode | undefined> {
    const code = await this.#ask('eth_getCode', addressOf(account), signal);
    if (code === undefined) return undefined;
    const codeBytes = dataLength(code);
    if (codeBytes === 0) return { kind: 'none', codeBytes };
    if (delegation.test(code)) return { kind: 'delegated', codeBytes };
    const threshold = await this.#call(account, 'getThreshold', [], signal);
    const entryPoint = await this.#call(account, 'entryPoint', [], signal);
    const isWallet = countWord.test(threshold ?? '') || addressWord.test(entryPoint ?? '');
    return { kind: isWallet ? 'wallet' : 'contract', codeBytes };
  }

  async streamSender(
    contract: AccountId,
    streamId: bigint,
    signal: AbortSignal,
  ): Promise<AccountId | undefined> {
    return await this.#callForAccount(contract, 'getSender', [streamId], signal);
  }

  async flowAgreement(token: AccountId, signal: AbortSignal): Promise<AccountId | undefined> {
    const host = await this.#callForAccount(token, 'getHost', [], signal);
    if (!host) return undefined;
    return await this.#callForAccount(host, 'getAgreementClass', [constantFlow], signal);
  }

  async hasStreamed(
    of: { readonly agreement: AccountId; readonly token: AccountId; readonly account: AccountId },
    height: number,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const args = [addressOf(of.agreement), addressOf(of.account), 0, 1];
    const at = hexHeight(height);
    const words = await this.#call(of.token, 'getAgreementStateSlot', args, signal, at);
    // The token was not there yet.
    if (words === '0x') return false;
    if (words === undefined || dataLength(words) !== 3 * 32) return undefined;
    // When a rate last changed, among others, and never nothing again.
    return !/^0x0*$/.test(dataSlice(words, 2 * 32));
  }

  async superBalance(
    token: AccountId,
    account: AccountId,
    { height, timeS }: StateBlock,
    signal: AbortSignal,
  ): Promise<bigint | undefined> {
    const args = [addressOf(account), timeS];
    const at = hexHeight(height);
    const words = await this.#call(token, 'realtimeBalanceOf', args, signal, at);
    if (words === undefined || dataLength(words) !== 3 * 32) return undefined;
    const [available, deposit, owed] = asked.decodeFunctionResult('realtimeBalanceOf', words);
    return available + (deposit > owed ? deposit - owed : 0n);
  }

  async #callForAccount(
    ...call: [account: AccountId, name: string, args: readonly unknown[], signal: AbortSignal]
  ): Promise<AccountId | undefined> {
    const word = await this.#call(...call);
    // Anybody may answer anything: what is no address is no answer.
    const isAddress = word !== undefined && addressWord.test(word);
    return isAddress ? readAccount(this.#chain, dataSlice(word, 12)) : undefined;
  }

  async #call(
    account: AccountId,
    name: string,
    args: readonly unknown[],
    signal: AbortSignal,
    at?: string,
  ): Promise<string | undefined> {
    const data = asked.encodeFunctionData(name, [...args]);
    return await this.#ask('eth_call', { to: addressOf(account), data }, signal, at);
  }

  async #ask(
    method: string,
    question: unknown,
    signal: AbortSignal,
    at = 'latest',
  ): Promise<string | undefined> {
    try {
      return await this.#rpc.call(hexBytes, method, [question, at], signal);
    } catch (error) {
      if (isWagetraceError(error) && noAnswer.includes(error.code)) return undefined;
      throw error;
    }
  }
}
