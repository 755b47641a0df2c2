import { parse } from 'csv-parse/sync';
import { type NameSchema, nameSchemata } from '../../src/domain/name-match.ts';

/** Two names, and whether a person says that they mean one. */
export interface NamePair {
  readonly group: string;
  readonly schema: NameSchema;
  readonly name1: string;
  readonly name2: string;
  readonly isMatch: boolean;
}

export interface ReadPairs {
  readonly pairs: readonly NamePair[];
  /** Rows without two names, or without a truth: told, and not scored. */
  readonly unreadable: readonly string[];
}

const yes = new Set(['true', 't', 'yes', 'y', '1', 'match']);
const no = new Set(['false', 'f', 'no', 'n', '0', 'no-match', 'non-match']);
/** Schemata of FollowTheMoney that the matcher has no rules of their own for. */
const nearest: Readonly<Record<string, NameSchema>> = {
  publicbody: 'Organization',
  vehicle: 'Vessel',
};
const known: ReadonlyMap<string, NameSchema> = new Map(
  nameSchemata.map((schema) => [schema.toLowerCase(), schema]),
);

/** Anything else that has a name may be a person or an organisation. */
function schemaOf(text: string): NameSchema {
  const lower = text.toLowerCase();
  return known.get(lower) ?? nearest[lower] ?? 'LegalEntity';
}

/**
 * Pairs from a table with a header: `name1`, `name2` and `is_match`, and where it has them `schema`
 * and `case_group`, in any order, with other columns beside. Throws where one of the three columns
 * is not there.
 */
export function readPairs(text: string): ReadPairs {
  const rows: Record<string, string>[] = parse(text, {
    bom: true,
    columns: (header: string[]) => header.map((column) => column.trim().toLowerCase()),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const lacking = ['name1', 'name2', 'is_match'].filter((column) => !(column in (rows[0] ?? {})));
  if (lacking.length > 0) throw new Error(`the table has no column ${lacking.join(', ')}`);
  const pairs: NamePair[] = [];
  const unreadable: string[] = [];
  for (const [at, row] of rows.entries()) {
    const [name1 = '', name2 = ''] = [row['name1']?.trim(), row['name2']?.trim()];
    const truth = row['is_match']?.trim().toLowerCase() ?? '';
    if (name1 === '' || name2 === '' || !(yes.has(truth) || no.has(truth))) {
      unreadable.push(`row ${at + 1}: ${name1} | ${name2} | ${truth}`);
      continue;
    }
    const group = row['case_group']?.trim() || 'no group';
    const schema = schemaOf(row['schema']?.trim() ?? '');
    pairs.push({ group, schema, name1, name2, isMatch: yes.has(truth) });
  }
  return { pairs, unreadable };
}
