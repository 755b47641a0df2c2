import type { ChainSource } from '../../ports/chain-source.ts';
import type { HttpClient } from '../http.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { sourceError } from '../source-error.ts';
import { TronNodeSource } from './source.ts';
import type { TronChain } from './tron-chain.ts';
import { TronGridSource } from './trongrid/source.ts';

/** Opens the source of a provider's dialect. Throws `source.unsupported` for an unknown one. */
export function openTronSource(
  tron: TronChain,
  provider: ProviderSettings,
  http: HttpClient,
): ChainSource {
  switch (provider.dialect) {
    case 'java-tron':
      return new TronNodeSource(tron, provider, http);
    case 'trongrid':
      return new TronGridSource(tron, provider, http);
  }
  throw sourceError('source.unsupported', provider.name, `dialect ${provider.dialect} is unknown`);
}
