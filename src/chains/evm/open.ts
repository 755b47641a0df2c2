import type { ChainSource } from '../../ports/chain-source.ts';
import type { HttpClient } from '../http.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { sourceError } from '../source-error.ts';
import { BlockscoutSource } from './blockscout/source.ts';
import { EtherscanSource } from './etherscan/source.ts';
import type { EvmChain } from './evm-chain.ts';
import { EvmRpcSource } from './source.ts';

/** Opens the source of a provider's dialect. Throws `source.unsupported` for an unknown one. */
export function openEvmSource(
  evm: EvmChain,
  provider: ProviderSettings,
  http: HttpClient,
): ChainSource {
  switch (provider.dialect) {
    case 'rpc':
      return new EvmRpcSource(evm, provider, http);
    case 'etherscan':
    case 'blockscout-etherscan':
      return new EtherscanSource(evm, provider, http);
    case 'blockscout':
      return new BlockscoutSource(evm, provider, http);
  }
  throw sourceError('source.unsupported', provider.name, `dialect ${provider.dialect} is unknown`);
}
