import { type RawBuilder, sql } from 'kysely';

/** An array of texts as a literal, for a query without parameters (`Database.rowsAsTenant`). */
export function literalTexts(values: readonly string[]): RawBuilder<string[]> {
  const elements = values.map((value) => `"${value.replaceAll(/["\\]/g, '\\$&')}"`);
  return sql`${sql.lit(`{${elements.join()}}`)}::text[]`;
}
