import { depositTopic, type LogWords, transferTopic, withdrawalTopic } from './token-transfers.ts';

/** One filter of `eth_getLogs`: the contract, where it is bound to one, and the topics. */
export interface LogFilter {
  readonly address?: string;
  /** At each place one topic, any of several, or whatever stands there. */
  readonly topics: readonly (string | readonly string[] | null)[];
}

/** The filters that together find every token movement of the account (20-byte address). */
export function accountFilters(words: LogWords, address: string): LogFilter[] {
  const party = `0x${address.slice(2).padStart(64, '0')}`;
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
