import { sql } from 'kysely';
import type { Database, Transaction } from '../database/database.ts';
import { literalTexts } from '../database/text-literals.ts';
import type { AccountId, ChainId } from '../domain/caip.ts';
import type { Label } from '../domain/label.ts';
import type { ServiceKind, ServiceVerdict } from '../domain/service-verdict.ts';
import type { Clock } from '../ports/clock.ts';
import type { ServiceVerdicts } from '../ports/service-verdicts.ts';
import { currentLabels, verdictOf } from './ruling.ts';
import { dayOf, readLabelsOf } from './store-labels.ts';

/**
 * Verdicts on services: what the labels that count today say, and where they say nothing of an
 * account, the newest verdict that was stored on it. Neither is ever changed.
 */
export class StoredVerdicts implements ServiceVerdicts {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  async verdictsOf(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<readonly ServiceVerdict[]> {
    // A trace asks of ten thousand accounts, and nothing is known of almost all.
    const spokenOf = await this.#spokenOfAmong(organisationId, accounts);
    if (spokenOf.length === 0) return [];
    return await this.#database.tenant(organisationId, async (tx) => {
      const labels = groupByAccount(await readLabelsOf(tx, spokenOf));
      const stored = await storedVerdicts(tx, spokenOf);
      const today = dayOf(this.#clock);
      return spokenOf.flatMap((account) => {
        const said = currentLabels(account, labels.get(account) ?? [], today);
        // Where a source says who it is, what the account does is no evidence against it.
        return (said.current.length > 0 ? verdictOf(said) : stored.get(account)) ?? [];
      });
    });
  }

  async spokenOf(
    organisationId: string,
    wordsMax: number,
  ): Promise<ReadonlySet<AccountId> | undefined> {
    const limit = sql.lit(wordsMax + 1);
    const rows = await this.#database.rowsAsTenant(
      organisationId,
      sql<{ account: AccountId }>`
        (select account from label limit ${limit}) union all
        (select account from service_verdict limit ${limit})`,
    );
    return rows.length > wordsMax ? undefined : new Set(rows.map(({ account }) => account));
  }

  async storedOn(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<readonly ServiceVerdict[]> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const { rows } = await sql<ServiceVerdict>`
        select account, kind, evidence, as_of_block as "asOfBlock", source
        from service_verdict where account = any(${accounts}) and not withdrawn
        order by account, at`.execute(tx);
      return rows;
    });
  }

  /** Adds verdicts; those before stay for the flows that cite them. */
  async add(organisationId: string, verdicts: readonly ServiceVerdict[]): Promise<void> {
    await this.#append(organisationId, verdicts, false);
  }

  /** Says of services that they are none any more, as of a block and for a reason. */
  async withdraw(organisationId: string, verdicts: readonly ServiceVerdict[]): Promise<void> {
    await this.#append(organisationId, verdicts, true);
  }

  async withdrawAbove(chain: ChainId, aboveHeight: number): Promise<void> {
    const ofChain = sql`starts_with(account, ${`${chain}:`})`;
    const evidence = `blocks of ${chain} above ${aboveHeight} were replaced`;
    await this.#database.system(async (tx) => {
      await sql`
        with newest as (
          select distinct on (organisation_id, account) * from service_verdict
          where source = 'inferred' and ${ofChain} order by organisation_id, account, at desc),
        standing as (select * from newest where not withdrawn),
        gone as (select * from standing where as_of_block > ${aboveHeight}),
        -- Of a deposit address the evidence names the hot wallet that it sweeps to.
        resting as (
          select s.* from standing s where s.kind = 'exchange-deposit' and exists (
            select from gone g
            where g.organisation_id = s.organisation_id and position(g.account in s.evidence) > 0))
        insert into service_verdict
          (organisation_id, account, kind, evidence, as_of_block, source, withdrawn, at)
        select organisation_id, account, kind, ${evidence}, as_of_block, source, true, clock_timestamp()
        from (select * from gone union select * from resting) as ended
        on conflict do nothing`.execute(tx);
    });
  }

  /** Those of the accounts that have labels or verdicts, in their order. */
  async #spokenOfAmong(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<readonly AccountId[]> {
    const rows = await this.#database.rowsAsTenant(
      organisationId,
      sql<{ account: AccountId }>`
        with asked as materialized (select unnest(${literalTexts(accounts)}) as account)
        select account from asked where exists (select from label l where l.account = asked.account)
          or exists (select from service_verdict v where v.account = asked.account)`,
    );
    const found = new Set(rows.map(({ account }) => account));
    return accounts.filter((account) => found.has(account));
  }

  async #append(
    organisationId: string,
    verdicts: readonly ServiceVerdict[],
    withdrawn: boolean,
  ): Promise<void> {
    await this.#database.tenant(organisationId, async (tx) => {
      for (const { account, kind, evidence, asOfBlock, source } of verdicts) {
        await sql`
          insert into service_verdict
            (organisation_id, account, kind, evidence, as_of_block, source, withdrawn, at)
          values (${organisationId}, ${account}, ${kind}, ${evidence}, ${asOfBlock}, ${source},
            ${withdrawn}, clock_timestamp())
          on conflict do nothing`.execute(tx);
      }
    });
  }
}

async function storedVerdicts(
  tx: Transaction,
  accounts: readonly AccountId[],
): Promise<Map<AccountId, ServiceVerdict>> {
  const { rows } = await sql<{
    account: AccountId;
    kind: ServiceKind;
    evidence: string;
    as_of_block: number;
    source: ServiceVerdict['source'];
    withdrawn: boolean;
  }>`
    select distinct on (account) account, kind, evidence, as_of_block, source, withdrawn
    from service_verdict where account = any(${accounts}) order by account, at desc`.execute(tx);
  return new Map(
    rows
      .filter((row) => !row.withdrawn)
      .map(({ account, kind, evidence, as_of_block: asOfBlock, source }) => [
        account,
        { account, kind, evidence, asOfBlock, source },
      ]),
  );
}

function groupByAccount(labels: readonly Label[]): Map<AccountId, Label[]> {
  const groups = new Map<AccountId, Label[]>();
  for (const label of labels) {
    const group = groups.get(label.account);
    if (group) group.push(label);
    else groups.set(label.account, [label]);
  }
  return groups;
}
