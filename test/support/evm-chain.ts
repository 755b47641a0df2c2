import type { EvmChain } from '../../src/chains/evm/evm-chain.ts';
import { EvmRpcSource } from '../../src/chains/evm/source.ts';
import { httpClient, httpLimits } from '../../src/chains/http.ts';
import type { ProviderSettings } from '../../src/chains/provider-settings.ts';
import { assetId } from '../../src/domain/caip.ts';
import type { Anvil } from './anvil.ts';

/** The row of a development chain, with these tokens listed. */
export function evmChain(anvil: Anvil, listed: readonly string[], wrapped?: string): EvmChain {
  return {
    chain: {
      id: anvil.chain,
      name: 'Development',
      kind: 'evm',
      ledger: 'account',
      nativeAsset: assetId(`${anvil.chain}/slip44:60`),
      finality: { kind: 'tag', tag: 'finalized' },
      synthetic: false,
    },
    tokenNamespace: 'erc20',
    quirks: { wrappedNative: wrapped },
    listedAssets: new Set(listed.map((token) => assetId(`${anvil.chain}/erc20:${token}`))),
    catalogue: new Set(),
  };
}

/** Settings of a provider that is a node of one's own. */
export function nodeSettings(url: string, given: Partial<ProviderSettings> = {}): ProviderSettings {
  return {
    name: 'node',
    dialect: 'rpc',
    url,
    limits: httpLimits,
    batchCallsMax: 20,
    logBlocksMax: 1_000,
    pageRows: 1_000,
    traces: 'debug',
    nativeScan: 'blocks',
    ...given,
  };
}

/** The chain read from anvil itself. */
export function nodeSource(anvil: Anvil, listed: readonly string[] = []): EvmRpcSource {
  const settings = nodeSettings(anvil.url);
  return new EvmRpcSource(evmChain(anvil, listed), settings, httpClient('node', settings.limits));
}
