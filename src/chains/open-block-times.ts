import { BitcoinBlockTimes } from './bitcoin/block-times.ts';
import { openBitcoinRpc } from './bitcoin/rpc.ts';
import type { BlockTimes } from './block-times.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { EvmBlockTimes } from './evm/block-times.ts';
import { openEvmRpc } from './evm/rpc.ts';
import { type HttpClient, httpClient } from './http.ts';

/** Opens the times of blocks on the first provider of the chain that is a node. */
export function openBlockTimes(
  { chain, ofKind, providers }: ConfiguredChain,
  given?: HttpClient,
): BlockTimes | undefined {
  const provider = providers.find(({ dialect }) => dialect === 'rpc');
  if (!provider) return undefined;
  const { url, key, batchCallsMax } = provider;
  const name = `${provider.name}/rpc`;
  const http = given ?? httpClient(provider.name, provider.limits);
  if (ofKind.kind === 'bitcoin') {
    const keyed = key === undefined ? {} : { key };
    return new BitcoinBlockTimes(openBitcoinRpc({ provider: name, url, http, ...keyed }));
  }
  if (ofKind.kind !== 'evm') return undefined;
  const chainNumber = Number(chain.id.split(':')[1]);
  return new EvmBlockTimes(openEvmRpc({ provider: name, url, chainNumber, batchCallsMax, http }));
}
