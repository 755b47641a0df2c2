import type { ContractEvents } from '../ports/contract-events.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { EvmRpcSource } from './evm/source.ts';
import { type Manners, manneredHttp } from './open-chain.ts';
import { openChainSource } from './open-chain-source.ts';
import { TronNodeSource } from './tron/source.ts';
import { TronGridSource } from './tron/trongrid/source.ts';

/** Opens a reader of contracts' events on the first provider of the chain that answers for events. */
export function openContractEvents(
  configured: ConfiguredChain,
  manners: Manners,
): ContractEvents | undefined {
  const provider = configured.providers.find(
    ({ dialect, jsonRpcUrl }) =>
      dialect === 'rpc' ||
      dialect === 'trongrid' ||
      (dialect === 'java-tron' && jsonRpcUrl !== undefined),
  );
  if (!provider) return undefined;
  const http = manneredHttp(provider, manners);
  const nothing = { listedAssets: new Set<never>(), catalogue: new Set<never>() };
  const source = openChainSource(configured, provider, { ...nothing, http });
  const reads =
    source instanceof EvmRpcSource ||
    source instanceof TronNodeSource ||
    source instanceof TronGridSource;
  return reads ? source : undefined;
}
