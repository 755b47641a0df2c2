import { appendAuditEvent } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import type { Alert, AlertState } from '../domain/alert.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Clock } from '../ports/clock.ts';
import { findAlert, pageOfAlerts, updateAlert } from './store.ts';

export interface AlertChange {
  readonly state?: AlertState | undefined;
  readonly assignee?: string | undefined;
  /** Why; needed to close one. */
  readonly reason?: string | undefined;
}

/** The alerts of an organisation: what a person must look at, and what became of it. */
export class Alerts {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** A page, newest first. */
  async page(
    actor: Actor,
    filter: Parameters<typeof pageOfAlerts>[1],
    page: Parameters<typeof pageOfAlerts>[2],
  ): Promise<Alert[]> {
    return await this.#database.tenant(actor.organisationId, (tx) =>
      pageOfAlerts(tx, filter, page),
    );
  }

  /** Throws `alert.not-found`, `alert.reason-missing` when one is closed without saying why. */
  async change(actor: Actor, id: string, change: AlertChange): Promise<Alert> {
    return await this.#database.tenant(actor.organisationId, async (tx) => {
      const before = await findAlert(tx, id);
      if (!before) throw new WagetraceError('alert.not-found', 'No such alert');
      if (change.state === 'closed' && !change.reason) {
        throw new WagetraceError('alert.reason-missing', 'An alert is closed with a reason');
      }
      const after = changed(before, change);
      await updateAlert(tx, after);
      await storeEvents(tx, actor.organisationId, this.#clock, [
        { type: 'alert.updated', subjectId: id, data: { state: after.state } },
      ]);
      await appendAuditEvent(tx, actor.organisationId, {
        id: this.#clock.id(),
        actor: `key:${actor.keyId}`,
        action: 'alert.changed',
        subject: { type: 'alert', id },
        ...(change.reason ? { reason: change.reason } : {}),
        data: { from: before.state, to: after.state, assignee: after.assignee ?? null },
        at: this.#clock.now().toISOString(),
      });
      return after;
    });
  }
}

function changed(before: Alert, change: AlertChange): Alert {
  return {
    ...before,
    state: change.state ?? before.state,
    ...(change.assignee === undefined ? {} : { assignee: change.assignee }),
    ...(change.reason === undefined ? {} : { reason: change.reason }),
  };
}
