import type { BalanceReader } from '../ports/balance-reader.ts';
import type { ConfiguredChain } from './configured-chain.ts';
import { EvmBalances } from './evm/balances.ts';
import { openEvmRpc } from './evm/rpc.ts';
import { type HttpClient, httpClient } from './http.ts';

/** Opens a reader of balances on the first provider of the chain that can tell them. */
export function openBalanceReader(
  { chain, ofKind, providers }: ConfiguredChain,
  given?: HttpClient,
): BalanceReader | undefined {
  const provider = providers.find(({ dialect }) => ofKind.kind === 'evm' && dialect === 'rpc');
  if (!provider) return undefined;
  const name = `${provider.name}/rpc`;
  const rpc = openEvmRpc({
    provider: name,
    url: provider.url,
    chainNumber: Number(chain.id.split(':')[1]),
    batchCallsMax: provider.batchCallsMax,
    http: given ?? httpClient(provider.name, provider.limits),
  });
  return new EvmBalances(name, rpc);
}
