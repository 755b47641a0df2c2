import type { SpendReader } from '../ports/spend-reader.ts';
import { openBitcoinSpends } from './bitcoin/open.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { type Manners, manneredHttp } from './open-chain.ts';

/** Opens the first provider of a UTXO chain that can be asked who spent a coin. */
export function openSpendReader(
  { ofKind, providers }: ConfiguredChain,
  manners: Manners,
): SpendReader | undefined {
  if (ofKind.kind !== 'bitcoin') return undefined;
  for (const provider of providers) {
    const reader = openBitcoinSpends(provider, manneredHttp(provider, manners));
    if (reader) return reader;
  }
  return undefined;
}
