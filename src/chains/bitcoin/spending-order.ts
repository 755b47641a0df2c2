import { previousHashOf, type RawTransaction } from './raw-transaction.ts';

/**
 * The transactions of a block so that none spends a coin of a later one. Bitcoin's blocks are so;
 * Bitcoin Cash orders them by id, and there each is moved behind what it spends.
 */
export function inSpendingOrder(
  transactions: readonly RawTransaction[],
): readonly RawTransaction[] {
  const places = new Map(transactions.map(({ hash }, place) => [keyOf(hash), place]));
  const parentsOf = ({ inputs }: RawTransaction) =>
    inputs.flatMap((input) => places.get(keyOf(previousHashOf(input))) ?? []);
  const ordered = transactions.every((transaction, place) =>
    parentsOf(transaction).every((parent) => parent < place),
  );
  if (ordered) return transactions;
  const placed = new Set<RawTransaction>();
  for (const transaction of transactions) {
    // A stack, since a block may hold chains of thousands. Ids are hashes, so there is no circle.
    const waiting = [transaction];
    for (let last = waiting.at(-1); last !== undefined; last = waiting.at(-1)) {
      const parents = parentsOf(last).flatMap((place) => transactions[place] ?? []);
      const missing = parents.filter((parent) => !placed.has(parent));
      if (missing.length > 0) waiting.push(...missing);
      else placed.add(waiting.pop() ?? last);
    }
  }
  return [...placed];
}

function keyOf(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.byteLength).toString('latin1');
}
