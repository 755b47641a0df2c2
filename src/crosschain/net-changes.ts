import type { AccountId, AssetId } from '../domain/caip.ts';
import { addressOf } from '../domain/caip.ts';
import { positionBand, type Transfer } from '../domain/transfer.ts';

/** What each account gained (positive) or lost (negative) of each asset in one transaction. */
export type NetChanges = ReadonlyMap<AccountId, ReadonlyMap<AssetId, bigint>>;

/**
 * Transfers that are part of what a transaction exchanged: not its fee, not a forgery, not zero,
 * and not what its sender brought over from layer 1 to pay with.
 */
export function exchanged(transfers: readonly Transfer[]): Transfer[] {
  return transfers.filter(
    (t) =>
      t.amountBase > 0n &&
      t.from !== t.to &&
      t.kind !== 'fee' &&
      t.suspect !== 'spoofed' &&
      t.position !== positionBand.arising,
  );
}

/** Net changes over the given transfers; assets whose changes cancel out are left out. */
export function netChanges(transfers: readonly Transfer[]): NetChanges {
  const changes = new Map<AccountId, Map<AssetId, bigint>>();
  const add = (account: AccountId, asset: AssetId, amount: bigint) => {
    const ofAccount = changes.get(account) ?? new Map<AssetId, bigint>();
    changes.set(account, ofAccount);
    const net = (ofAccount.get(asset) ?? 0n) + amount;
    if (net === 0n) ofAccount.delete(asset);
    else ofAccount.set(asset, net);
  };
  for (const t of transfers) {
    add(t.from, t.asset, -t.amountBase);
    add(t.to, t.asset, t.amountBase);
  }
  return changes;
}

/** True for the all-zero address, which stands for minting and burning. */
export function isZeroAccount(account: AccountId): boolean {
  return /^0x0{40}$/.test(addressOf(account));
}
