import type { AssetId } from '../domain/caip.ts';
import type { ChainSource } from '../ports/chain-source.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { openEvmSource } from './evm/open.ts';
import { type HttpClient, httpClient } from './http.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { sourceError } from './source-error.ts';

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
    return openEvmSource(
      { chain, quirks, tokenNamespace: 'erc20', ...dependencies },
      provider,
      http,
    );
  }
  throw sourceError('source.unsupported', provider.name, `no source of kind ${ofKind.kind}`);
}
