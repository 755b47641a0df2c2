import { type AccountId, type ChainId, chainOf } from '../../domain/caip.ts';
import type { PaidPayee } from '../../tracing/convergence/paid-payee.ts';
import type { TouchedAccount } from '../../tracing/trace-result.ts';
import type { FollowedWage } from './store-wages.ts';

/** Payees with what became of their wages on the chain of the wages. */
export function paidPayees(
  wages: readonly FollowedWage[],
  touched: ReadonlyMap<string, readonly TouchedAccount[]>,
  chain: ChainId,
): PaidPayee[] {
  const byPayee = new Map<string, FollowedWage[]>();
  for (const wage of wages) {
    const own = byPayee.get(wage.payee);
    if (own) own.push(wage);
    else byPayee.set(wage.payee, [wage]);
  }
  const inOrder = [...byPayee].sort(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.map(([payee, own]) => ({
    payee,
    wallets: [...new Set(own.flatMap(({ wallets }) => wallets))],
    sharedKeys: sharedKeysOf(own),
    wages: own.map(({ flowId, payday, seedBase }) => ({
      payday,
      trace: {
        seedBase,
        touched: (touched.get(flowId) ?? []).filter(({ account }) => chainOf(account) === chain),
      },
    })),
  }));
}

/**
 * What a payee may share with others, who then count as one with it: each hashed attribute, among
 * them a declared household or agent, and each wallet.
 */
function sharedKeysOf(wages: readonly FollowedWage[]): string[] {
  const attributes = wages.flatMap((wage) =>
    Object.entries(wage.attributes).map(([name, hash]) => `${name}:${hash}`),
  );
  const wallets = wages.flatMap((wage) => wage.wallets.map((wallet) => `wallet:${wallet}`));
  return [...new Set([...attributes, ...wallets])];
}

/** Accounts that wages touched on other chains, where nobody's senders were counted. */
export function elsewhere(
  touched: ReadonlyMap<string, readonly TouchedAccount[]>,
  chain: ChainId,
): Set<AccountId> {
  const accounts = [...touched.values()].flat().map(({ account }) => account);
  return new Set(accounts.filter((account) => chainOf(account) !== chain));
}
