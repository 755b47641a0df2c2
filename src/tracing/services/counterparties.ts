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

export interface Counting {
  /** What a counterparty brought or got in all, at least. */
  readonly significantBase: bigint;
  /** How who stands on both sides is counted; on neither by default: what goes in circles needs no customers. */
  readonly bothSides?: 'neither' | 'both';
}

/** Counts who brought value and who got it. */
export function counterpartiesOf(
  account: AccountId,
  transfers: readonly Transfer[],
  { significantBase, bothSides = 'neither' }: Counting,
): Counterparties {
  const broughtBase = new Map<AccountId, bigint>();
  const gotBase = new Map<AccountId, bigint>();
  for (const { from, to, amountBase, kind } of transfers) {
    if (from === to || kind === 'fee') continue;
    if (to === account) broughtBase.set(from, (broughtBase.get(from) ?? 0n) + amountBase);
    if (from === account) gotBase.set(to, (gotBase.get(to) ?? 0n) + amountBase);
  }
  const none: ReadonlyMap<AccountId, bigint> = new Map();
  const [sent, got] = bothSides === 'both' ? [none, none] : [broughtBase, gotBase];
  const senders = significant(broughtBase, got, significantBase);
  const receivers = significant(gotBase, sent, significantBase);
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
