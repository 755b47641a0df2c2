import { tronKeyHash } from '../accounts/tron-address.ts';
import type { AssetId } from '../domain/caip.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import { bitcoinChain } from './bitcoin/bitcoin-chain.ts';
import { openBitcoinSource } from './bitcoin/open.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { openEvmSource } from './evm/open.ts';
import { type HttpClient, httpClient } from './http.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { openTronSource } from './tron/open.ts';

/** What sources need beside their row. */
export interface SourceDependencies {
  /** Assets of `config/assets.yml`; other tokens are kept and marked. */
  readonly listedAssets: ReadonlySet<AssetId>;
  /** Addresses of contracts whose events are stored, lower case. */
  readonly catalogue: ReadonlySet<string>;
  /** In the place of the bounded client, for budgets or tests. */
  readonly http?: HttpClient;
}

/**
 * Opens one provider of a configured chain. Nothing is sent before the first reading.
 * Throws `source.unsupported` for a dialect that the kind does not speak.
 */
export function openChainSource(
  { chain, ofKind }: ConfiguredChain,
  provider: ProviderSettings,
  dependencies: SourceDependencies,
): ChainSource {
  const http = dependencies.http ?? httpClient(provider.name, provider.limits);
  if (ofKind.kind === 'evm') {
    const { kind: _kind, ...quirks } = ofKind;
    const evm = { chain, quirks, tokenNamespace: 'erc20', ...dependencies } as const;
    return openEvmSource(evm, provider, http);
  }
  if (ofKind.kind === 'tron') {
    const hash = tronKeyHash(ofKind.wrappedNative ?? '');
    const quirks = { wrappedNative: hash === undefined ? undefined : `0x${hash}` };
    const tron = { chain, quirks, tokenNamespace: 'trc20', ...dependencies } as const;
    return openTronSource(tron, provider, http);
  }
  return openBitcoinSource(bitcoinChain(chain), provider, http);
}
