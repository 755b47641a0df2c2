import { type Transfer, transferKey } from '../../domain/transfer.ts';
import type { OwnedTransfer } from './shared-twins.ts';

/** A transfer as it was read from its row. */
export interface StoredTransfer extends OwnedTransfer {
  readonly generation: number;
}

/**
 * Leaves out a transfer that stands once more at another height: a reorganisation moved it, and a
 * later reading stored it in a newer generation. The later one counts. In the order given.
 */
export function withoutSuperseded(stored: readonly StoredTransfer[]): readonly StoredTransfer[] {
  const latest = new Map<string, StoredTransfer>();
  for (const one of stored) {
    const key = ownKey(one.transfer, one.shared);
    const known = latest.get(key);
    if (!known || isLater(one, known)) latest.set(key, one);
  }
  return stored.filter((one) => latest.get(ownKey(one.transfer, one.shared)) === one);
}

function isLater(one: StoredTransfer, other: StoredTransfer): boolean {
  const newer = one.generation - other.generation;
  return newer > 0 || (newer === 0 && one.transfer.height > other.transfer.height);
}

const ownKey = (transfer: Transfer, shared: boolean): string =>
  `${shared} ${transferKey(transfer)}`;
