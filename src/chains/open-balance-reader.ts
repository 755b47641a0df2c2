import type { BalanceReader } from '../ports/balance-reader.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { EvmBalances } from './evm/balances.ts';
import { openEvmNode } from './evm/open-node.ts';
import type { Manners } from './open-chain.ts';

/** Opens a reader of balances on the first provider of the chain that can tell them. */
export function openBalanceReader(
  configured: ConfiguredChain,
  manners: Manners,
): BalanceReader | undefined {
  const node = openEvmNode(configured, manners);
  return node && new EvmBalances(node.name, node.rpc);
}
