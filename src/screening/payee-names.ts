import type { Transaction } from '../database/database.ts';
import type { Screening, ScreeningSource } from '../domain/decision.ts';
import type { NamedSubject, NameFacts } from '../domain/name-match.ts';
import type { Payee } from '../domain/payroll.ts';
import type { FoundClusters } from './listed-clusters.ts';
import { applyDismissals } from './name-dismissal.ts';
import type { Screener } from './screener.ts';
import { dismissalsOf } from './store-dismissals.ts';
import { findingsOf } from './store-findings.ts';

export type NamedPayee = Pick<Payee, 'ref' | 'name' | 'country' | 'dateOfBirth'>;

/** A payee as the lists are asked about it: wages are paid to persons and to their companies. */
export function subjectOfPayee({ name, country, dateOfBirth }: Omit<NamedPayee, 'ref'>) {
  return {
    name,
    schema: 'LegalEntity',
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    ...(country === undefined ? {} : { country }),
  } as const satisfies NamedSubject;
}

/**
 * What was found for each payee's name, with what analysts found before: matches that they
 * dismissed are settled, and a payee whom they found to be blocked is so under any name.
 */
export async function withFindings(
  tx: Transaction,
  found: readonly { readonly payeeRef: string; readonly names: NameFacts }[],
  now: Date,
): Promise<NameFacts[]> {
  if (found.length === 0) return [];
  const findings = await findingsOf(tx, refsOf(found));
  const matched = found.filter(({ names }) => names.matches.length > 0);
  const dismissals = matched.length === 0 ? [] : await dismissalsOf(tx, refsOf(matched), now);
  return found.map(({ payeeRef, names }) => {
    const own = findings.filter((one) => one.payeeRef === payeeRef);
    const applied = own.map(({ id, matter }) => ({ id, ...matter }));
    const settled = applyDismissals(names, payeeRef, dismissals, now);
    return applied.length === 0 ? settled : { ...settled, findings: applied };
  });
}

const refsOf = (found: readonly { readonly payeeRef: string }[]) => [
  ...new Set(found.map(({ payeeRef }) => payeeRef)),
];

/** Screens a payee as it is: by wallet and name, by name where it has no wallet. */
export function screenPayee(
  screener: Screener,
  payee: Pick<Payee, 'wallet'>,
  { names, clusters }: { readonly names: NameFacts | undefined; readonly clusters: FoundClusters },
  floor: readonly string[],
  source: ScreeningSource,
): Screening | undefined {
  const { wallet } = payee;
  if (!wallet) return names && screener.name(names, floor, source);
  const subject = screener.read({ account: wallet.given, memo: wallet.memo });
  return screener.subject(subject, floor, source, { names, cluster: clusters.of(subject) });
}
