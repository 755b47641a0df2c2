import { id } from 'ethers';
import type { AccountId } from '../domain/caip.ts';
import type { EventQuestion } from '../ports/contract-events.ts';
import { depositTopic, type LogWords, transferTopic, withdrawalTopic } from './token-transfers.ts';

/** One filter of `eth_getLogs`: the contract, where it is bound to one, and the topics. */
export interface LogFilter {
  readonly address?: string;
  /** At each place one topic, any of several, or whatever stands there. */
  readonly topics: readonly (string | readonly string[] | null)[];
}

const topicOf = (address: string) => `0x${address.slice(2).padStart(64, '0')}`;

/** The filter of a question for events; `hexAddress` spells an account with 0x and 20 bytes. */
export function eventFilter(
  { contract, signatures, indexed = [] }: EventQuestion,
  hexAddress: (account: AccountId) => string,
): LogFilter {
  const parties = indexed.map((account) => (account ? topicOf(hexAddress(account)) : null));
  return { address: hexAddress(contract), topics: [signatures.map((one) => id(one)), ...parties] };
}

/** The filters that together find every token movement of the account (20-byte address). */
export function accountFilters(words: LogWords, address: string): LogFilter[] {
  const party = topicOf(address);
  const filters: LogFilter[] = [
    { topics: [transferTopic, party] },
    { topics: [transferTopic, null, party] },
  ];
  const wrapped = words.quirks.wrappedNative;
  if (wrapped !== undefined) {
    filters.push({ address: wrapped, topics: [depositTopic, party] });
    filters.push({ address: wrapped, topics: [withdrawalTopic, party] });
  }
  return filters;
}
