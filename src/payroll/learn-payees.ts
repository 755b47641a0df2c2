import type { Transaction } from '../database/database.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Payee, PayoutWallet } from '../domain/payroll.ts';
import type { PayrollContext } from './context.ts';
import type { ResolvedPayout } from './resolve-payout.ts';
import {
  findPayees,
  insertWalletChanges,
  upsertEmployers,
  upsertPayees,
  type WalletChange,
} from './store-payees.ts';

/**
 * Makes known what a pay run tells of employers and payees: new ones, other names, and other
 * wallets, each of which is kept as a change with who made it.
 */
export async function learnPayees(
  tx: Transaction,
  context: PayrollContext,
  actor: Actor,
  resolved: readonly ResolvedPayout[],
): Promise<void> {
  const employers = new Map<string, { ref: string; name: string | undefined }>();
  for (const { input } of resolved) {
    const name = input.employerName ?? employers.get(input.employerRef)?.name;
    employers.set(input.employerRef, { ref: input.employerRef, name });
  }
  await upsertEmployers(tx, actor.organisationId, [...employers.values()]);
  const known = await findPayees(tx, [...new Set(resolved.map((one) => one.input.payeeRef))]);
  const payees = new Map<string, Payee>();
  const changes: WalletChange[] = [];
  for (const one of resolved) {
    const before = payees.get(one.input.payeeRef) ?? known.get(one.input.payeeRef);
    const after = learned(one, before);
    payees.set(after.ref, after);
    if (!sameWallet(before?.wallet, after.wallet)) {
      changes.push(walletChange(context, actor, after.ref, before?.wallet, after.wallet));
    }
  }
  await upsertPayees(tx, actor.organisationId, [...payees.values()]);
  await insertWalletChanges(tx, actor.organisationId, changes);
}

function learned(one: ResolvedPayout, before: Payee | undefined): Payee {
  const { input } = one;
  const country = input.payeeCountry ?? before?.country;
  const wallet = one.wallet ?? before?.wallet;
  return {
    ...before,
    ref: input.payeeRef,
    employerRef: input.employerRef,
    name: input.payeeName ?? before?.name ?? input.payeeRef,
    attributeHashes: before?.attributeHashes ?? {},
    ...(country === undefined ? {} : { country }),
    ...(wallet === undefined ? {} : { wallet }),
  };
}

/** True when value sent to one reaches the other: the same account (or spelling) and memo. */
export function sameWallet(a: PayoutWallet | undefined, b: PayoutWallet | undefined): boolean {
  return (a?.account ?? a?.given) === (b?.account ?? b?.given) && a?.memo === b?.memo;
}

/** A change of wallet as it is kept, for the payroll red flags to judge. */
export function walletChange(
  context: PayrollContext,
  actor: Actor,
  payeeRef: string,
  before: PayoutWallet | undefined,
  after: PayoutWallet | undefined,
): WalletChange {
  const at = context.clock.now().toISOString();
  return { id: context.clock.id(), payeeRef, before, after, actor: `key:${actor.keyId}`, at };
}
