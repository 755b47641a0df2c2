import type { Transfer } from '../../domain/transfer.ts';

/** A stored transfer, and whether it is shared or was imported by the organisation that reads. */
export interface OwnedTransfer {
  readonly transfer: Transfer;
  readonly shared: boolean;
}

/**
 * Leaves out imported transfers that are shared as well, in the order given. A file knows no
 * position, so the two have different keys: twins are the same movement in the same transaction,
 * and the n-th imported one is left out when there is an n-th shared one.
 */
export function withoutSharedTwins(stored: readonly OwnedTransfer[]): Transfer[] {
  if (stored.every((one) => one.shared)) return stored.map((one) => one.transfer);
  const shared = new Map<string, number>();
  for (const { transfer, shared: isShared } of stored) {
    if (!isShared) continue;
    const movement = movementOf(transfer);
    shared.set(movement, (shared.get(movement) ?? 0) + 1);
  }
  const kept: Transfer[] = [];
  for (const { transfer, shared: isShared } of stored) {
    const twins = isShared ? 0 : (shared.get(movementOf(transfer)) ?? 0);
    if (twins === 0) kept.push(transfer);
    else shared.set(movementOf(transfer), twins - 1);
  }
  return kept;
}

function movementOf(t: Transfer): string {
  return `${t.tx} ${t.from} ${t.to} ${t.asset} ${t.amountBase}`;
}
