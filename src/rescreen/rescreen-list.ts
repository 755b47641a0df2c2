import { keyTwins } from '../accounts/key-twins.ts';
import type { RescreenContext } from './context.ts';
import { type RescreenedWallets, rescreenWallets } from './rescreen-wallets.ts';
import { versionChanges } from './version-changes.ts';

export interface Rescreened extends RescreenedWallets {
  readonly accounts: number;
}

/**
 * What a new version of a list makes of one organisation's past: every payout and payee whose wallet
 * the difference touches, itself or another account of its cluster, is screened again, and every
 * flow with such a wallet on it is followed again. Running it twice screens twice and alarms once.
 */
export async function rescreenList(
  context: RescreenContext,
  organisationId: string,
  version: { readonly list: string; readonly versionId: number },
): Promise<Rescreened> {
  const keys = await touchedKeys(context, version);
  if (keys.length === 0) return { accounts: 0, payouts: 0, payees: 0, flows: 0 };
  const near = await context.clusters.keysBeside(organisationId, keys);
  const done = await rescreenWallets(context, organisationId, near, 'list_update');
  return { accounts: keys.length, ...done };
}

/** Wallets that a difference names, and their key twins, whose standing changes with them. */
async function touchedKeys(
  { lists }: RescreenContext,
  version: { readonly list: string; readonly versionId: number },
): Promise<string[]> {
  const keys = new Set<string>();
  for await (const { accountKey } of versionChanges(lists, version)) {
    if (accountKey === undefined) continue;
    for (const key of [accountKey, ...keyTwins(accountKey)]) keys.add(key);
  }
  return [...keys];
}
