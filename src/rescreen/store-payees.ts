import { sql } from 'kysely';
import type { Transaction } from '../database/database.ts';
import type { PayoutWallet } from '../domain/payroll.ts';
import type { NamedPayee } from '../screening/payee-names.ts';

export interface KnownPayee extends NamedPayee {
  readonly wallet?: PayoutWallet;
}

interface PayeeRow {
  readonly ref: string;
  readonly name: string;
  readonly country: string | null;
  readonly date_of_birth: string | null;
  readonly wallet: PayoutWallet | null;
}

const columns = sql`ref, name, country, date_of_birth, wallet`;

function fromRow(row: PayeeRow): KnownPayee {
  return {
    ref: row.ref,
    name: row.name,
    ...(row.country === null ? {} : { country: row.country }),
    ...(row.date_of_birth === null ? {} : { dateOfBirth: row.date_of_birth }),
    ...(row.wallet === null ? {} : { wallet: row.wallet }),
  };
}

/** The next payees of the tenant in the order of their references, at most `limit`. */
export async function payeesAfter(
  tx: Transaction,
  after: string,
  limit: number,
): Promise<KnownPayee[]> {
  const { rows } = await sql<PayeeRow>`
    select ${columns} from payee where ref > ${after} order by ref limit ${limit}`.execute(tx);
  return rows.map(fromRow);
}

/** These payees of the tenant, by reference. */
export async function payeesByRef(
  tx: Transaction,
  refs: readonly string[],
): Promise<Map<string, KnownPayee>> {
  const { rows } = await sql<PayeeRow>`
    select ${columns} from payee where ref = any(${refs})`.execute(tx);
  return new Map(rows.map((row) => [row.ref, fromRow(row)]));
}

/** By which rules names were screened last; undefined before they ever were. Shared by all tenants. */
export async function storedMatcherVersion(tx: Transaction): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`
    select version from name_matcher order by since desc, version limit 1`.execute(tx);
  return rows[0]?.version;
}

export async function storeMatcherVersion(tx: Transaction, version: string): Promise<void> {
  await sql`
    insert into name_matcher (version) values (${version})
    on conflict (version) do update set since = now()`.execute(tx);
}
