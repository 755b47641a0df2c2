import type { ContractState } from '../ports/contract-state.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { EvmContractState } from './evm/contract-state.ts';
import { openEvmNode } from './evm/open-node.ts';
import type { Manners } from './open-chain.ts';

/** Opens a reader of contracts' state on the first provider of the chain that is a node. */
export function openContractState(
  configured: ConfiguredChain,
  manners: Manners,
): ContractState | undefined {
  const node = openEvmNode(configured, manners);
  return node && new EvmContractState(configured.chain.id, node.rpc);
}
