import type { SpendReader } from '../ports/spend-reader.ts';
import { openBitcoinSpends } from './bitcoin/open.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { type Manners, manneredHttp } from './open-chain.ts';
import { askInTurn } from './with-fallback.ts';

/** Opens the providers of a UTXO chain that can be asked who spent a coin, each for where one before fails. */
export function openSpendReader(
  { ofKind, providers }: Pick<ConfiguredChain, 'ofKind' | 'providers'>,
  manners: Manners,
): SpendReader | undefined {
  if (ofKind.kind !== 'bitcoin') return undefined;
  const [first, ...others] = providers.flatMap(
    (provider) => openBitcoinSpends(provider, manneredHttp(provider, manners)) ?? [],
  );
  if (!first) return undefined;
  return {
    spendOf: (coin, signal) =>
      askInTurn([first, ...others], (reader) => reader.spendOf(coin, signal), signal),
  };
}
