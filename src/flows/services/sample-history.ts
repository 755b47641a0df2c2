import { type AccountId, type AssetId, chainOf } from '../../domain/caip.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { TransferLedger } from '../../ports/transfer-ledger.ts';

/** Stretches of equal length that a sample looks into, and transfers that it takes of each. */
const stretches = 30;
const transfersOfStretch = 200;

export interface SampleQuery {
  readonly organisationId: string;
  readonly account: AccountId;
  readonly asset: AssetId;
  /** Last block that counts. */
  readonly toHeight: number;
}

/**
 * A page of what the ledger has of a busy account in one asset: the first transfers of each of
 * thirty equal stretches between its first transfer and the last block, so that what it does over
 * weeks shows without its whole history being loaded. At most 6,000 transfers, in order.
 */
export async function sampleHistory(
  ledger: TransferLedger,
  { organisationId, account, asset, toHeight }: SampleQuery,
): Promise<Transfer[]> {
  const look = async (fromHeight: number, upTo: number, transfersMax: number) => {
    const range = { fromHeight, toHeight: upTo };
    const query = { organisationId, chain: chainOf(account), accounts: [account], asset };
    return (await ledger.transfersOf({ ...query, range, transfersMax })).transfers;
  };
  const [first] = await look(0, toHeight, 1);
  if (!first) return [];
  const length = Math.max(1, Math.ceil((toHeight - first.height + 1) / stretches));
  const sample: Transfer[] = [];
  for (let from = first.height; from <= toHeight; from += length) {
    const upTo = Math.min(toHeight, from + length - 1);
    sample.push(...(await look(from, upTo, transfersOfStretch)));
  }
  return sample;
}
