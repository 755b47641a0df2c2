import type { Transfer } from '../domain/transfer.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { SeenPayment } from './payments-through.ts';

/**
 * Transfers as payments by who sent them. Of an asset that takes a fee of each transfer the payee
 * receives less than left the payer: what left is what was given for it, so that a payout is
 * recognised by either.
 */
export function directPayments(
  chains: Pick<ChainCatalogue, 'asset'>,
  transfers: readonly Transfer[],
): SeenPayment[] {
  const left = new Map<string, bigint>();
  for (const transfer of transfers) {
    if (transfer.kind === 'fee') continue;
    const key = departureOf(transfer);
    left.set(key, (left.get(key) ?? 0n) + transfer.amountBase);
  }
  return transfers.map((transfer) => {
    const { chain, asset, amountBase, from } = transfer;
    const given = left.get(departureOf(transfer)) ?? amountBase;
    const takesFee = chains.asset(chain, asset)?.conserving === 'fee-on-transfer';
    // Where several were paid at once nobody can say whose fee is whose; no fee takes half.
    const isCut = takesFee && given > amountBase && given < 2n * amountBase;
    return {
      ...{ transfer, payer: from, via: [] },
      ...(isCut ? { given: { asset, amountBase: given } } : {}),
    };
  });
}

const departureOf = ({ tx, from, asset }: Transfer) => `${tx} ${from} ${asset}`;
