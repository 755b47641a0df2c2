import type { AccountId } from '../../domain/caip.ts';
import type { Transfer } from '../../domain/transfer.ts';

/** Value-significant counterparties of one account in one asset. */
export interface Counterparties {
  readonly senders: number;
  readonly receivers: number;
  /** Weighed by value, rounded down. */
  readonly effectiveSenders: number;
  readonly effectiveReceivers: number;
}

/**
 * Counts who brought and who got at least `significantBase` in all. Who stands on both sides is
 * counted on neither: value that goes in circles needs no customers.
 */
export function counterpartiesOf(
  account: AccountId,
  transfers: readonly Transfer[],
  significantBase: bigint,
): Counterparties {
  const broughtBase = new Map<AccountId, bigint>();
  const gotBase = new Map<AccountId, bigint>();
  for (const { from, to, amountBase, kind } of transfers) {
    if (from === to || kind === 'fee') continue;
    if (to === account) broughtBase.set(from, (broughtBase.get(from) ?? 0n) + amountBase);
    if (from === account) gotBase.set(to, (gotBase.get(to) ?? 0n) + amountBase);
  }
  const senders = significant(broughtBase, gotBase, significantBase);
  const receivers = significant(gotBase, broughtBase, significantBase);
  return {
    senders: senders.length,
    receivers: receivers.length,
    effectiveSenders: effectiveCount(senders),
    effectiveReceivers: effectiveCount(receivers),
  };
}

function significant(
  side: ReadonlyMap<AccountId, bigint>,
  other: ReadonlyMap<AccountId, bigint>,
  significantBase: bigint,
): bigint[] {
  return [...side]
    .filter(([account, amountBase]) => amountBase >= significantBase && !other.has(account))
    .map(([, amountBase]) => amountBase);
}

/** The inverse Simpson index, (sum)^2 / sum of squares, in whole numbers: no float touches money. */
function effectiveCount(amounts: readonly bigint[]): number {
  let sum = 0n;
  let squares = 0n;
  for (const amount of amounts) {
    sum += amount;
    squares += amount * amount;
  }
  return squares === 0n ? 0 : Number((sum * sum) / squares);
}
