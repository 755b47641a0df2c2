import type { ChainSource } from '../../ports/chain-source.ts';
import type { SpendReader } from '../../ports/spend-reader.ts';
import type { HttpClient } from '../http.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { sourceError } from '../source-error.ts';
import type { BitcoinChain } from './bitcoin-chain.ts';
import { BlockbookProvider } from './blockbook/provider.ts';
import { ElectrumProvider } from './electrum/provider.ts';
import { EsploraProvider } from './esplora/provider.ts';
import { NodeProvider } from './node-provider.ts';
import type { BitcoinProvider } from './provider.ts';
import { BitcoinSource } from './source.ts';

/** Opens the source of a provider's dialect. Throws `source.unsupported` for an unknown one. */
export function openBitcoinSource(
  bitcoin: BitcoinChain,
  settings: ProviderSettings,
  http: HttpClient,
): ChainSource {
  const provider = providerOf(settings, http);
  return new BitcoinSource(bitcoin, provider, settings.nativeScan === 'blocks');
}

/** Opens what tells how single coins were spent; undefined for a dialect that does not. */
export function openBitcoinSpends(
  settings: ProviderSettings,
  http: HttpClient,
): SpendReader | undefined {
  const provider = providerOf(settings, http);
  const { name, spenderOf } = provider;
  if (!spenderOf) return undefined;
  return {
    spendOf: async (coin, signal) => {
      // The height first: what is spent in a later block was not spent up to this one.
      const height = await provider.tipHeight(signal);
      const blockHash = await provider.blockHash(height, signal);
      if (blockHash === undefined) throw sourceError('source.reorged', name, 'the tip went back');
      const spentBy = await spenderOf.call(provider, coin, signal);
      return { source: name, height, blockHash, ...(spentBy === undefined ? {} : { spentBy }) };
    },
  };
}

function providerOf(settings: ProviderSettings, http: HttpClient): BitcoinProvider {
  switch (settings.dialect) {
    case 'rpc':
      return new NodeProvider(settings, http);
    case 'esplora':
      return new EsploraProvider(settings, http);
    case 'electrum':
      return new ElectrumProvider(settings);
    case 'blockbook':
      return new BlockbookProvider(settings, http);
    default:
      throw sourceError(
        'source.unsupported',
        settings.name,
        `dialect ${settings.dialect} is unknown`,
      );
  }
}
