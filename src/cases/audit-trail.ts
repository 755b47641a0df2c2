import { auditEntriesAfter, type StoredAuditEntry } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import type { Actor } from '../domain/organisation.ts';

/** What was done in an organisation, by whom and why, in the order of its hash chain. */
export class AuditTrail {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Entries after a sequence number, oldest first, at most `limit`. */
  async page(actor: Actor, afterSequence: number, limit: number): Promise<StoredAuditEntry[]> {
    return await this.#database.tenant(actor.organisationId, (tx) =>
      auditEntriesAfter(tx, afterSequence, limit),
    );
  }
}
