import { appendAuditEvent } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Clock } from '../ports/clock.ts';
import type { NameDismissal } from './name-dismissal.ts';
import { type SeenMatch, seenMatch } from './seen-match.ts';
import { insertDismissal, pageOfDismissals } from './store-dismissals.ts';

export interface DismissalInput extends SeenMatch {
  readonly reason: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** A finding is looked at again after this long at the latest. */
const lastsMaxMs = 3 * 366 * 86_400_000;

/** Findings of analysts that a payee is not the listed party of a like name. */
export class NameDismissals {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * Keeps a finding about a match that a stored screening shows. Throws `dismissal.bad-expiry`,
   * `payroll.unknown-payee`, `screening.not-found`, `dismissal.no-such-match`.
   */
  async dismiss(actor: Actor, input: DismissalInput): Promise<NameDismissal> {
    const now = this.#clock.now();
    const lastsMs = Date.parse(input.expiresAt) - now.getTime();
    if (!(lastsMs > 0 && lastsMs <= lastsMaxMs)) {
      throw new WagetraceError('dismissal.bad-expiry', 'A finding lasts from now to three years');
    }
    return await this.#database.tenant(actor.organisationId, async (tx) => {
      const { asked, match } = await seenMatch(tx, input);
      const made: NameDismissal = {
        ...{ id: this.#clock.id(), payeeRef: input.payeeRef, asked },
        ...{ list: match.list, uid: match.uid, party: match.party, fingerprint: match.fingerprint },
        reason: input.reason,
        actor: `key:${actor.keyId}`,
        decidedAt: now.toISOString(),
        expiresAt: new Date(input.expiresAt).toISOString(),
      };
      await insertDismissal(tx, actor.organisationId, made);
      await appendAuditEvent(tx, actor.organisationId, {
        ...{ id: this.#clock.id(), actor: made.actor, action: 'name-match.dismissed' },
        subject: { type: 'payee', id: made.payeeRef },
        reason: made.reason,
        data: { dismissal: made.id, party: `${made.list}:${made.uid}`, expiresAt: made.expiresAt },
        at: made.decidedAt,
      });
      return made;
    });
  }

  /** A page, newest first, the expired among them. */
  async page(
    actor: Actor,
    filter: Parameters<typeof pageOfDismissals>[1],
    page: Parameters<typeof pageOfDismissals>[2],
  ): Promise<NameDismissal[]> {
    return await this.#database.tenant(actor.organisationId, (tx) =>
      pageOfDismissals(tx, filter, page),
    );
  }
}
