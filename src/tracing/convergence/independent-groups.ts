import type { PaidPayee } from './paid-payee.ts';

/**
 * Payees that share a household, a declared agent or an attribute stand together and count once.
 * Sharing is transitive: groups are the connected components.
 */
export function independentGroups(payees: readonly PaidPayee[]): PaidPayee[][] {
  const groupOfKey = new Map<string, PaidPayee[]>();
  const groups = new Set<PaidPayee[]>();
  for (const payee of payees) {
    const joined = new Set(payee.sharedKeys.flatMap((key) => wrap(groupOfKey.get(key))));
    const group = [payee];
    for (const other of joined) {
      groups.delete(other);
      group.push(...other);
    }
    groups.add(group);
    for (const member of group) for (const key of member.sharedKeys) groupOfKey.set(key, group);
  }
  return [...groups];
}

function wrap(group: PaidPayee[] | undefined): PaidPayee[][] {
  return group ? [group] : [];
}
