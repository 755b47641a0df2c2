import type { AccountId } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';

/** Transfers by who received them, each in their order. */
export type Received = ReadonlyMap<AccountId, readonly Transfer[]>;

/** Sorts transfers once for many questions: one transaction may pay thousands. */
export function receivedBy(transfers: readonly Transfer[]): Received {
  const received = new Map<AccountId, Transfer[]>();
  for (const transfer of transfers) {
    const own = received.get(transfer.to);
    if (own) own.push(transfer);
    else received.set(transfer.to, [transfer]);
  }
  return received;
}
