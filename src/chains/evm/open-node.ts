import type { ConfiguredChain } from '../configured-chain.ts';
import { type Manners, manneredHttp } from '../open-chain.ts';
import { type EvmRpc, openEvmRpc } from './rpc.ts';

/** A node of a chain, to ask single questions of. */
export interface EvmNode {
  /** Name of provider and dialect, for evidence. */
  readonly name: string;
  readonly rpc: EvmRpc;
}

/** The first provider of an EVM chain that is a node, within its rate and quota; undefined without one. */
export function openEvmNode(
  { chain, ofKind, providers }: ConfiguredChain,
  manners: Manners,
): EvmNode | undefined {
  const provider = providers.find(({ dialect }) => ofKind.kind === 'evm' && dialect === 'rpc');
  if (!provider) return undefined;
  const name = `${provider.name}/rpc`;
  const rpc = openEvmRpc({
    provider: name,
    url: provider.url,
    chainNumber: Number(chain.id.split(':')[1]),
    batchCallsMax: provider.batchCallsMax,
    http: manneredHttp(provider, manners),
  });
  return { name, rpc };
}
