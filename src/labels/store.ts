import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';
import type { ServiceKind, ServiceVerdict } from '../domain/service-verdict.ts';
import type { ServiceVerdicts } from '../ports/service-verdicts.ts';

/** Verdicts as they are stored: never changed, the newest on an account counts. */
export class StoredVerdicts implements ServiceVerdicts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async verdictsOf(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<readonly ServiceVerdict[]> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const { rows } = await sql<{
        account: AccountId;
        kind: ServiceKind;
        evidence: string;
        as_of_block: number;
        source: ServiceVerdict['source'];
      }>`
        select distinct on (account) account, kind, evidence, as_of_block, source
        from service_verdict where account = any(${accounts}) order by account, at desc`.execute(
        tx,
      );
      return rows.map(({ as_of_block, ...row }) => ({ ...row, asOfBlock: as_of_block }));
    });
  }

  /** Adds verdicts; those before stay for the flows that cite them. */
  async add(organisationId: string, verdicts: readonly ServiceVerdict[]): Promise<void> {
    await this.#database.tenant(organisationId, async (tx) => {
      for (const { account, kind, evidence, asOfBlock, source } of verdicts) {
        await sql`
          insert into service_verdict (organisation_id, account, kind, evidence, as_of_block, source)
          values (${organisationId}, ${account}, ${kind}, ${evidence}, ${asOfBlock}, ${source})
          on conflict do nothing`.execute(tx);
      }
    });
  }
}
