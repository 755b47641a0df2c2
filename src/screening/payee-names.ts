import type { Transaction } from '../database/database.ts';
import type { Screening, ScreeningSource } from '../domain/decision.ts';
import type { NamedSubject, NameFacts } from '../domain/name-match.ts';
import type { Payee } from '../domain/payroll.ts';
import type { FoundClusters } from './listed-clusters.ts';
import { applyDismissals } from './name-dismissal.ts';
import type { Screener } from './screener.ts';
import { dismissalsOf } from './store-dismissals.ts';

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

/** What was found for each payee's name, with the matches settled that analysts dismissed before. */
export async function withDismissals(
  tx: Transaction,
  found: readonly { readonly payeeRef: string; readonly names: NameFacts }[],
  now: Date,
): Promise<NameFacts[]> {
  const matched = found.filter(({ names }) => names.matches.length > 0);
  if (matched.length === 0) return found.map(({ names }) => names);
  const refs = [...new Set(matched.map(({ payeeRef }) => payeeRef))];
  const dismissals = await dismissalsOf(tx, refs, now);
  return found.map(({ payeeRef, names }) => applyDismissals(names, payeeRef, dismissals, now));
}

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
