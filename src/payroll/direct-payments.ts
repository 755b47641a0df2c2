import type { Transfer } from '../domain/transfer.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import { grouped } from '../tracing/grouped.ts';
import type { SeenPayment } from './payments-through.ts';

/**
 * Transfers as payments by who sent them. Of an asset that takes a fee of each transfer the payee
 * receives less than left the payer: what left is what was given for it, so that a payout is
 * recognised by either. Where more than one payee and one collector were served at once nobody can
 * say whose fee is whose, and nothing is.
 */
export function directPayments(
  chains: Pick<ChainCatalogue, 'asset'>,
  transfers: readonly Transfer[],
): SeenPayment[] {
  const moved = transfers.filter(({ kind, amountBase }) => kind !== 'fee' && amountBase > 0n);
  const left = grouped(moved, departureOf);
  return transfers.map((transfer) => {
    const { chain, asset, amountBase, from } = transfer;
    const takesFee = chains.asset(chain, asset)?.conserving === 'fee-on-transfer';
    const others = (left.get(departureOf(transfer)) ?? []).filter((one) => one !== transfer);
    const [fee] = takesFee && others.length === 1 ? others : [];
    // No fee takes half.
    const isCut = fee !== undefined && fee.amountBase < amountBase;
    return {
      ...{ transfer, payer: from, via: [] },
      ...(isCut ? { given: { asset, amountBase: amountBase + fee.amountBase } } : {}),
    };
  });
}

const departureOf = ({ tx, from, asset }: Transfer) => `${tx} ${from} ${asset}`;
