import { type CsvError, parse } from 'csv-parse/sync';
import { messageOf, WagetraceError } from '../domain/errors.ts';
import type { PayoutMethod } from '../domain/payroll.ts';
import { isPlainText } from '../domain/plain-text.ts';
import {
  amountPattern,
  countryPattern,
  memoLengthMax,
  nameLengthMax,
  type PayoutError,
  type PayoutInput,
  type PayRunInput,
  paymentReferencePattern,
  payoutsMax,
  refPattern,
  streamIdPattern,
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
  payment_reference: false,
  stream_contract: false,
  stream_id: false,
  stream_sender: false,
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
  if (rows.length + errors.length > payoutsMax) throw tooMany();
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
        // What follows such a quote was swallowed, so nobody knows which rows there were.
        if (error?.code === 'CSV_QUOTE_NOT_CLOSED') throw error;
        if (error) errors.push(skipped(error));
        if (errors.length > payoutsMax) throw tooMany();
        return undefined;
      },
    });
    // CAST: with `info` and `columns` csv-parse returns {record, info}; its types do not say so.
    const infos = parsed as unknown as { record: Row['record']; info: { lines: number } }[];
    return infos.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (error instanceof WagetraceError) throw error;
    throw new WagetraceError('payroll.bad-csv', messageOf(error), { cause: error });
  }
}

function skipped(error: CsvError): PayoutError {
  const column = typeof error['column'] === 'string' ? error['column'] : '';
  const line = Number(error['lines'] ?? 0);
  return { line, column, code: 'payroll.bad-row', message: clipped(error.message) };
}

function tooMany(): WagetraceError {
  return new WagetraceError('payroll.too-many-payouts', `At most ${payoutsMax} payouts a run`);
}

function checkHeader(header: readonly string[]): string[] {
  const unknown = header.filter((name) => !Object.hasOwn(columns, name));
  const twice = header.filter((name, index) => header.indexOf(name) !== index);
  const missing = Object.entries(columns)
    .filter(([name, required]) => required && !header.includes(name))
    .map(([name]) => name);
  if (unknown.length + missing.length + twice.length > 0) {
    const message = describeHeader({ missing, unknown, twice });
    throw new WagetraceError('payroll.bad-header', message, {
      details: { unknown: unknown.map(clipped), missing, twice },
    });
  }
  return [...header];
}

function describeHeader(faults: Readonly<Record<string, readonly string[]>>): string {
  const parts = Object.entries(faults)
    .filter(([, names]) => names.length > 0)
    .map(([fault, names]) => `${fault} columns: ${clipped(names.join(', '))}`);
  return `Payroll file with ${parts.join('; ')}`;
}

const clipped = (text: string) => text.slice(0, 200);

const isReference = (text: string) => refPattern.test(text);
const isName = (text: string) => text.length <= nameLengthMax && isPlainText(text);
/** What the cells of a column must be, where it is not judged with the payout as a whole. */
const rules: Partial<Record<Column, { readonly holds: (text: string) => boolean; is: string }>> = {
  payout_ref: { holds: isReference, is: 'up to 128 letters, digits and ._:@/+-' },
  employer_ref: { holds: isReference, is: 'up to 128 letters, digits and ._:@/+-' },
  payee_ref: { holds: isReference, is: 'up to 128 letters, digits and ._:@/+-' },
  employer_name: { holds: isName, is: `up to ${nameLengthMax} characters, none for control` },
  payee_name: { holds: isName, is: `up to ${nameLengthMax} characters, none for control` },
  payee_country: { holds: (text) => countryPattern.test(text), is: 'an ISO 3166-1 alpha-2 code' },
  method: { holds: (text) => methods.includes(text), is: `one of ${methods.join(', ')}` },
  memo: { holds: (text) => text.length <= memoLengthMax, is: `up to ${memoLengthMax} characters` },
  amount: { holds: (text) => amountPattern.test(text), is: 'a decimal figure' },
  payment_reference: {
    holds: (text) => paymentReferencePattern.test(text),
    is: 'up to 32 bytes as hex, with 0x',
  },
  stream_id: { holds: (text) => streamIdPattern.test(text), is: 'a number' },
};

function checkRow(record: Row['record'], line: number): PayoutError | undefined {
  const bad = (column: string, code: string, message: string): PayoutError => {
    return { line, column, code: `payroll.${code}`, message };
  };
  // What a payee takes out of such a stream, and when, is his to choose.
  const isStreamed = Boolean(record.stream_sender);
  const empty = (['payout_ref', 'employer_ref', 'payee_ref', 'amount'] as const).find(
    (column) => !record[column] && !(column === 'amount' && isStreamed),
  );
  if (empty) return bad(empty, 'empty-cell', `${empty} is empty`);
  for (const [column, text] of Object.entries(record)) {
    if (text.length > cellLengthMax) return bad(column, 'cell-too-long', 'Cell too long');
    if (!isPlainText(text)) return bad(column, 'bad-cell', 'Cell with control characters');
    // CAST: the header was checked, so every name is a column.
    const rule = rules[column as Column];
    if (text && rule && !rule.holds(text)) {
      return bad(column, `bad-${column.replaceAll('_', '-')}`, `${column} is ${rule.is}`);
    }
  }
  if (Boolean(record.chain) !== Boolean(record.address)) {
    const column = record.chain ? 'address' : 'chain';
    return bad(column, 'half-a-wallet', 'chain and address come together');
  }
  const ofStream = [record.stream_id, record.stream_sender].filter(Boolean).length;
  if (ofStream !== (record.stream_contract ? 1 : 0)) {
    const column = ofStream > 0 && !record.stream_contract ? 'stream_contract' : 'stream_id';
    const is = 'stream_contract comes together with either stream_id or stream_sender';
    return bad(column, 'half-a-stream', is);
  }
  if (record.stream_contract && record.method && record.method !== 'wallet') {
    const is = 'Only a payout to a wallet comes out of a stream';
    return bad('stream_contract', 'stream-without-wallet', is);
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
    amount: record.amount || undefined,
    dueAt: record.due_at || undefined,
    paymentReference: record.payment_reference || undefined,
    stream: streamOf(record),
  };
}

function streamOf(record: Row['record']): PayoutInput['stream'] {
  const { stream_contract: contract, stream_id: id, stream_sender: sender } = record;
  if (!contract) return undefined;
  return sender ? { contract, sender } : { contract, id: id ?? '' };
}
