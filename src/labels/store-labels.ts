import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';
import type { AccountLabels, Entity, Label, LabelCategory, LabelClaim } from '../domain/label.ts';
import type { Clock } from '../ports/clock.ts';
import type { LabelImport, LabelImportResult, Labels } from '../ports/labels.ts';
import { digestOfClaim } from './claim.ts';
import { readLabels } from './read-labels.ts';
import { currentLabels } from './ruling.ts';

const errorsShownMax = 1_000;
const rowsAStatement = 1_000;

/** Labels as they are stored: never changed, newer ones of the same source replace them. */
export class StoredLabels implements Labels {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async import(organisationId: string, given: LabelImport): Promise<LabelImportResult> {
    const { claims, errors } = readLabels(given);
    const importedAt = this.#clock.now().toISOString();
    const added = await this.#database.tenant(organisationId, async (tx) => {
      let count = 0;
      for (let from = 0; from < claims.length; from += rowsAStatement) {
        const rows = claims.slice(from, from + rowsAStatement).map((claim) => ({
          ...rowOf(claim, organisationId, importedAt),
          id: this.#clock.id(),
        }));
        const result = await tx
          .insertInto('label')
          .values(rows)
          .onConflict((conflict) => conflict.columns(['organisation_id', 'digest']).doNothing())
          .executeTakeFirst();
        count += Number(result.numInsertedOrUpdatedRows ?? 0n);
      }
      return count;
    });
    return {
      added,
      known: claims.length - added,
      errors: errors.slice(0, errorsShownMax),
      errorCount: errors.length,
    };
  }

  async labelsOf(organisationId: string, account: AccountId): Promise<AccountLabels> {
    const labels = await this.#database.tenant(organisationId, (tx) => readLabelsOf(tx, [account]));
    return currentLabels(account, labels, dayOf(this.#clock));
  }

  async categoriesOf(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, LabelCategory>> {
    const labels = await this.#database.tenant(organisationId, (tx) => readLabelsOf(tx, accounts));
    const categories = new Map<AccountId, LabelCategory>();
    for (const account of new Set(labels.map((label) => label.account))) {
      const own = labels.filter((label) => label.account === account);
      const [first] = currentLabels(account, own, dayOf(this.#clock)).current;
      if (first) categories.set(account, first.category);
    }
    return categories;
  }

  async entities(
    organisationId: string,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Promise<readonly Entity[]> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const { rows } = await sql<{
        ref: string;
        names: string[];
        categories: LabelCategory[];
        sources: string[];
        account_count: number;
      }>`
        select entity as ref, (array_agg(distinct name))[1:20] as names,
          array_agg(distinct category) as categories, (array_agg(distinct source))[1:20] as sources,
          count(distinct account) as account_count
        from label where entity > ${after} and (expires is null or expires >= ${dayOf(this.#clock)})
        group by entity order by entity limit ${limit}`.execute(tx);
      return rows.map(({ account_count, ...row }) => ({ ...row, accountCount: account_count }));
    });
  }

  async accountsOf(
    organisationId: string,
    entity: string,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Promise<readonly AccountId[]> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const { rows } = await sql<{ account: AccountId }>`
        select distinct account from label
        where entity = ${entity} and account > ${after}
          and (expires is null or expires >= ${dayOf(this.#clock)})
        order by account limit ${limit}`.execute(tx);
      return rows.map(({ account }) => account);
    });
  }
}

/** Today in UTC, YYYY-MM-DD. */
export function dayOf(clock: Clock): string {
  return clock.now().toISOString().slice(0, 10);
}

/** All labels of the accounts, those that no longer count included. */
export async function readLabelsOf(
  tx: Transaction,
  accounts: readonly AccountId[],
): Promise<Label[]> {
  const { rows } = await sql<LabelRow>`
    select id, account, name, category, entity, source, reference, confidence, dated, expires,
      imported_at
    from label where account = any(${accounts})`.execute(tx);
  return rows.map(toLabel);
}

interface LabelRow {
  readonly id: string;
  readonly account: AccountId;
  readonly name: string;
  readonly category: LabelCategory;
  readonly entity: string | null;
  readonly source: string;
  readonly reference: string | null;
  readonly confidence: number;
  readonly dated: string;
  readonly expires: string | null;
  readonly imported_at: Date;
}

function toLabel(row: LabelRow): Label {
  const { entity, reference, dated, expires, imported_at, ...rest } = row;
  return {
    ...rest,
    date: dated,
    importedAt: imported_at.toISOString(),
    ...(entity === null ? {} : { entity }),
    ...(reference === null ? {} : { reference }),
    ...(expires === null ? {} : { expires }),
  };
}

function rowOf(claim: LabelClaim, organisationId: string, importedAt: string) {
  const { date, entity, reference, expires, ...rest } = claim;
  return {
    ...rest,
    organisation_id: organisationId,
    entity: entity ?? null,
    reference: reference ?? null,
    dated: date,
    expires: expires ?? null,
    imported_at: importedAt,
    digest: digestOfClaim(claim),
  };
}
