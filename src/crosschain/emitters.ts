import type { AccountId } from '../domain/caip.ts';
import type { ChainEvent } from '../domain/transfer.ts';
import { eventFragmentReader } from './event-reader.ts';

/** What a Safe says when it is sent the native coin: it is a person's account all the same. */
const safeReceived = eventFragmentReader(
  'event SafeReceived(address indexed sender, uint256 value)',
);

/** Contracts that emitted a log, but for wallets that confirm a receipt: venues and tokens, not people. */
export function emittersOf(events: readonly ChainEvent[]): Set<AccountId> {
  return new Set(
    events.filter(({ topics }) => topics[0] !== safeReceived.topic0).map((event) => event.contract),
  );
}
