import { BitcoinBlockTimes } from './bitcoin/block-times.ts';
import { openBitcoinRpc } from './bitcoin/rpc.ts';
import type { BlockTimes } from './block-times.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { EvmBlockTimes } from './evm/block-times.ts';
import { openEvmNode } from './evm/open-node.ts';
import { type Manners, manneredHttp } from './open-chain.ts';

/** Opens the times of blocks on the first provider of the chain that is a node. */
export function openBlockTimes(
  configured: ConfiguredChain,
  manners: Manners,
): BlockTimes | undefined {
  const node = openEvmNode(configured, manners);
  if (node) return new EvmBlockTimes(node.rpc);
  const { ofKind, providers } = configured;
  const provider = providers.find(({ dialect }) => dialect === 'rpc');
  if (!provider || ofKind.kind !== 'bitcoin') return undefined;
  const { url, key } = provider;
  const keyed = key === undefined ? {} : { key };
  const http = manneredHttp(provider, manners);
  const rpc = openBitcoinRpc({ provider: `${provider.name}/rpc`, url, http, ...keyed });
  return new BitcoinBlockTimes(rpc);
}
