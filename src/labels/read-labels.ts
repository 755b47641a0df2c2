import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import type { LabelClaim } from '../domain/label.ts';
import type { LabelError, LabelImport, LabelInput } from '../ports/labels.ts';
import { readClaim } from './claim.ts';
import { csvRows } from './csv-rows.ts';
import { tagPackRows } from './tag-pack-rows.ts';

/** Claims of one import. */
export const claimsMax = 50_000;

/** One claim as its file has it, and where. */
export interface LabelRow {
  readonly line: number;
  readonly given: Partial<Record<keyof LabelInput, unknown>>;
}

export interface ReadLabels {
  readonly claims: readonly LabelClaim[];
  readonly errors: readonly LabelError[];
}

/** Reads an import of any form. Throws `label.bad-file` and `label.too-many`. */
export function readLabels(given: LabelImport): ReadLabels {
  const rows = rowsOf(given);
  if (rows.length > claimsMax) {
    throw new WagetraceError('label.too-many', `At most ${claimsMax} labels an import`);
  }
  const claims: LabelClaim[] = [];
  const errors: LabelError[] = [];
  for (const { line, given: row } of rows) {
    try {
      claims.push(readClaim(row));
    } catch (error) {
      if (!isWagetraceError(error)) throw error;
      errors.push({ line, code: error.code, message: error.message });
    }
  }
  return { claims, errors };
}

function rowsOf(given: LabelImport): readonly LabelRow[] {
  if (given.format !== 'claims') {
    return given.format === 'csv' ? csvRows(given.text) : tagPackRows(given.text);
  }
  return given.claims.map((claim, index) => ({ line: index + 1, given: { ...claim } }));
}
