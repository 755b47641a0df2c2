import { appendAuditEvent } from '../database/audit.ts';
import type { Database } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';
import type { AccountLabels, Entity } from '../domain/label.ts';
import type { Actor } from '../domain/organisation.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { Clock } from '../ports/clock.ts';
import type { LabelImport, LabelImportResult, Labels } from '../ports/labels.ts';
import type { ServiceVerdicts } from '../ports/service-verdicts.ts';

export interface KnownOfAccount extends AccountLabels {
  /** What tracing is given of it now; undefined when it is no service. */
  readonly verdict?: ServiceVerdict;
}

type Page = { readonly after?: string; readonly limit: number };

/** What people do with labels: take them in, and see who accounts belong to. */
export class LabelDesk {
  readonly #labels: Labels;
  readonly #verdicts: ServiceVerdicts;
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(labels: Labels, verdicts: ServiceVerdicts, database: Database, clock: Clock) {
    this.#labels = labels;
    this.#verdicts = verdicts;
    this.#database = database;
    this.#clock = clock;
  }

  /** Takes labels in and records who did. Throws `label.bad-file`, `label.too-many`. */
  async import(actor: Actor, given: LabelImport): Promise<LabelImportResult> {
    const { organisationId, keyId } = actor;
    const result = await this.#labels.import(organisationId, given);
    const id = this.#clock.id();
    await this.#database.tenant(organisationId, async (tx) => {
      await appendAuditEvent(tx, organisationId, {
        id,
        actor: `key:${keyId}`,
        action: 'labels.imported',
        subject: { type: 'label-import', id },
        data: { format: given.format, added: result.added, errors: result.errorCount },
        at: this.#clock.now().toISOString(),
      });
    });
    return result;
  }

  async account(actor: Actor, account: AccountId): Promise<KnownOfAccount> {
    const said = await this.#labels.labelsOf(actor.organisationId, account);
    const [verdict] = await this.#verdicts.verdictsOf(actor.organisationId, [account]);
    return { ...said, ...(verdict ? { verdict } : {}) };
  }

  async entities(actor: Actor, page: Page): Promise<readonly Entity[]> {
    return await this.#labels.entities(actor.organisationId, page);
  }

  async accountsOf(actor: Actor, entity: string, page: Page): Promise<readonly AccountId[]> {
    return await this.#labels.accountsOf(actor.organisationId, entity, page);
  }
}
