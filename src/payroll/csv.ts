import { parse } from 'csv-parse/sync';
import { messageOf, WagetraceError } from '../domain/errors.ts';
import type { PayoutMethod } from '../domain/payroll.ts';
import {
  type PayoutError,
  type PayoutInput,
  type PayRunInput,
  payoutsMax,
} from './payout-input.ts';

/** Columns of a payroll file. Others are refused, so that a misspelt one is not ignored. */
const columns = {
  payout_ref: true,
  employer_ref: true,
  employer_name: false,
  payee_ref: true,
  payee_name: false,
  payee_country: false,
  method: false,
  chain: false,
  address: false,
  memo: false,
  asset: false,
  amount: true,
  due_at: false,
} as const;
type Column = keyof typeof columns;

const cellLengthMax = 512;
const methods: readonly string[] = ['wallet', 'bank', 'payment-service'];

/**
 * Reads a payroll file. A row that cannot be used is an error with its line and column, and the
 * others go on. Throws `payroll.bad-csv` when the header is wrong or the text is no CSV at all,
 * `payroll.too-many-payouts` above the limit.
 */
export function readPayRunCsv(ref: string, text: string): PayRunInput {
  const errors: PayoutError[] = [];
  const rows = parseRows(text, errors);
  if (rows.length > payoutsMax) {
    throw new WagetraceError('payroll.too-many-payouts', `At most ${payoutsMax} payouts a run`);
  }
  const payouts: { line: number; payout: PayoutInput }[] = [];
  for (const { record, line } of rows) {
    const problem = checkRow(record, line);
    if (problem) errors.push(problem);
    else payouts.push({ line, payout: toPayout(record) });
  }
  return { ref, payouts, errors };
}

interface Row {
  readonly record: Partial<Record<Column, string>>;
  readonly line: number;
}

function parseRows(text: string, errors: PayoutError[]): Row[] {
  try {
    const parsed = parse(text, {
      bom: true,
      columns: checkHeader,
      info: true,
      relax_column_count: false,
      skip_empty_lines: true,
      skip_records_with_error: true,
      trim: true,
      on_skip: (error) => {
        if (error) errors.push(skipped(error.message, error['lines']));
        return undefined;
      },
    });
    // CAST: with `info` and `columns` csv-parse returns {record, info}; its types do not say so.
    const infos = parsed as unknown as { record: Row['record']; info: { lines: number } }[];
    return infos.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new WagetraceError('payroll.bad-csv', messageOf(error), { cause: error });
  }
}

function skipped(message: string, line: unknown): PayoutError {
  return { line: Number(line ?? 0), column: '', code: 'payroll.bad-row', message };
}

function checkHeader(header: readonly string[]): string[] {
  const unknown = header.filter((name) => !(name in columns));
  const missing = Object.entries(columns)
    .filter(([name, required]) => required && !header.includes(name))
    .map(([name]) => name);
  if (unknown.length > 0 || missing.length > 0) {
    throw new WagetraceError('payroll.bad-header', describeHeader(unknown, missing), {
      details: { unknown, missing },
    });
  }
  return [...header];
}

function describeHeader(unknown: readonly string[], missing: readonly string[]): string {
  const parts = [
    missing.length > 0 ? `missing columns: ${missing.join(', ')}` : '',
    unknown.length > 0 ? `unknown columns: ${unknown.join(', ').slice(0, 200)}` : '',
  ];
  return `Payroll file with ${parts.filter(Boolean).join('; ')}`;
}

function checkRow(record: Row['record'], line: number): PayoutError | undefined {
  const bad = (column: Column, code: string, message: string): PayoutError => {
    return { line, column, code: `payroll.${code}`, message };
  };
  for (const [name, value] of Object.entries(record)) {
    // CAST: the header was checked, so every name is a column.
    if (value.length > cellLengthMax) return bad(name as Column, 'cell-too-long', 'Cell too long');
  }
  const empty = (['payout_ref', 'employer_ref', 'payee_ref', 'amount'] as const).find(
    (column) => !record[column],
  );
  if (empty) return bad(empty, 'empty-cell', `${empty} is empty`);
  const method = record.method || 'wallet';
  if (!methods.includes(method))
    return bad('method', 'bad-method', `method is one of ${methods.join(', ')}`);
  if (Boolean(record.chain) !== Boolean(record.address)) {
    const column = record.chain ? 'address' : 'chain';
    return bad(column, 'half-a-wallet', 'chain and address come together');
  }
  return undefined;
}

function toPayout(record: Row['record']): PayoutInput {
  const { chain, address, memo } = record;
  return {
    ref: record.payout_ref ?? '',
    employerRef: record.employer_ref ?? '',
    employerName: record.employer_name || undefined,
    payeeRef: record.payee_ref ?? '',
    payeeName: record.payee_name || undefined,
    payeeCountry: record.payee_country || undefined,
    // CAST: checkRow refused every other word.
    method: (record.method || 'wallet') as PayoutMethod,
    wallet: address ? { chain, address, memo: memo || undefined } : undefined,
    asset: record.asset || undefined,
    amount: record.amount,
    dueAt: record.due_at || undefined,
  };
}
