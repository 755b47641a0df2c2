import type { Transaction } from '../database/database.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { NamedSubject, NameMatch } from '../domain/name-match.ts';
import { findScreening } from './store.ts';
import { hasPayee } from './store-dismissals.ts';

/** A match that an analyst looked at: the party, and the screening that shows it. */
export interface SeenMatch {
  readonly payeeRef: string;
  readonly screeningId: string;
  readonly list: string;
  readonly uid: string;
}

/**
 * The match as the stored screening shows it, and who was asked about. Throws
 * `payroll.unknown-payee`, `screening.not-found`, `dismissal.no-such-match`.
 */
export async function seenMatch(
  tx: Transaction,
  seen: SeenMatch,
): Promise<{ readonly asked: NamedSubject; readonly match: NameMatch }> {
  if (!(await hasPayee(tx, seen.payeeRef))) {
    throw new WagetraceError('payroll.unknown-payee', 'No payee of this reference');
  }
  const screening = await findScreening(tx, seen.screeningId);
  if (!screening) throw new WagetraceError('screening.not-found', 'No such screening');
  const { names } = screening.facts;
  const match = names?.matches.find((one) => one.list === seen.list && one.uid === seen.uid);
  if (!names || !match) {
    throw new WagetraceError('dismissal.no-such-match', 'The screening shows no such match');
  }
  return { asked: names.asked, match };
}
