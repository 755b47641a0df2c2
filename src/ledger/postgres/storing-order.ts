import { type Transfer, transferKey } from '../../domain/transfer.ts';

/**
 * Transfers of one chain, each key once (the last one counts), in the order in which all writers
 * store: by height, transaction, position. So two writers of the same transfers never wait for each
 * other in a ring, and the ledger's key grows at its end.
 */
export function inStoringOrder(transfers: readonly Transfer[]): readonly Transfer[] {
  const ordered = transfers.toSorted(compare);
  if (!mayRepeat(ordered)) return ordered;
  const byKey = new Map(transfers.map((transfer) => [transferKey(transfer), transfer]));
  return [...byKey.values()].sort(compare);
}

function compare(a: Transfer, b: Transfer): number {
  return a.height - b.height || (a.tx < b.tx ? -1 : a.tx > b.tx ? 1 : 0) || a.position - b.position;
}

/** Without spelling the keys, which costs as much as sending the transfers. */
function mayRepeat(ordered: readonly Transfer[]): boolean {
  const seen = new Set<string>();
  let before: Transfer | undefined;
  for (const transfer of ordered) {
    const { tx, height, position } = transfer;
    if (tx === before?.tx) {
      if (height !== before.height || position === before.position) return true;
    } else if (seen.has(tx)) {
      return true;
    }
    seen.add(tx);
    before = transfer;
  }
  return false;
}
