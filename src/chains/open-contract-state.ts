import type { ContractState } from '../ports/contract-state.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { EvmContractState } from './evm/contract-state.ts';
import { openExplorer } from './evm/etherscan/open-api.ts';
import { openEvmNode } from './evm/open-node.ts';
import { type Manners, manneredHttp } from './open-chain.ts';
import { TronContractState } from './tron/contract-state.ts';
import { TronNode } from './tron/rpc.ts';

/** Explorers that ask a node for who asks them. */
const explorers = new Set(['etherscan', 'blockscout-etherscan']);

/** Opens a reader of contracts' state on the first provider of the chain that is a node, or has one. */
export function openContractState(
  configured: ConfiguredChain,
  manners: Manners,
): ContractState | undefined {
  const { chain, ofKind, providers } = configured;
  const [first] = providers;
  if (ofKind.kind === 'tron' && first) {
    const http = manneredHttp(first, manners);
    const provider = `${first.name}/${first.dialect}`;
    return new TronContractState(new TronNode({ ...first, provider, http }));
  }
  const node = openEvmNode(configured, manners);
  if (node) return new EvmContractState(chain.id, node.rpc);
  const explorer = providers.find(({ dialect }) => explorers.has(dialect));
  if (!explorer) return undefined;
  const { rpc } = openExplorer(chain.id, explorer, manneredHttp(explorer, manners));
  return new EvmContractState(chain.id, rpc);
}
