import type { Transfer } from '../../domain/transfer.ts';

type Told = Pick<Transfer, 'to' | 'asset' | 'amountBase'> & Partial<Pick<Transfer, 'from'>>;

/**
 * Finds for one payment after the other the transfer that made it, each transfer once and in their
 * order: payments alike in receiver, asset and amount are each made by one of their own. With
 * `by: 'giver'` the giver must be the same too. A transaction may have thousands of them.
 */
export function payingTransfers(
  transfers: readonly Transfer[],
  by?: 'giver',
): (told: Told) => Transfer | undefined {
  const nameOf = ({ from, to, asset, amountBase }: Told) =>
    `${by ? from : ''} ${to} ${asset} ${amountBase}`;
  const alike = new Map<string, { readonly all: Transfer[]; taken: number }>();
  for (const transfer of transfers) {
    const name = nameOf(transfer);
    const known = alike.get(name) ?? { all: [], taken: 0 };
    alike.set(name, known);
    known.all.push(transfer);
  }
  return (told) => {
    const found = alike.get(nameOf(told));
    return found?.all[found.taken++];
  };
}
