import { z } from 'zod';
import { WagetraceError } from '../../../domain/errors.ts';
import { csvRecords } from '../../csv-records.ts';
import { columns } from './fetch.ts';

const optional = z
  .string()
  .max(2_000)
  .transform((text) => text || undefined)
  .optional();
const date = optional.pipe(z.iso.date().optional());

const rowSchema = z
  .strictObject({
    address: optional,
    symbol: optional,
    party: optional,
    uid: optional,
    /** Separated by semicolons. */
    aliases: optional,
    programme: optional,
    effect: optional.pipe(z.enum(['block', 'restrict', 'inform']).optional()),
    type: optional.pipe(z.enum(['individual', 'entity', 'vessel', 'aircraft']).optional()),
    date_of_birth: optional,
    country: optional,
    designated: date,
    published: date,
    until: date,
  })
  .refine((row) => row.address ?? row.party, { message: 'needs an address or a party' });

export type OperatorRow = z.output<typeof rowSchema>;

function malformed(line: number, message: string): WagetraceError {
  return new WagetraceError('list.malformed', `Line ${line}: ${message}`, { details: { line } });
}

/** Reads the rows. One bad row refuses the list: half an own list is worse than yesterday's. */
export async function parseOperatorCsv(chunks: AsyncIterable<Uint8Array>): Promise<OperatorRow[]> {
  const rows: OperatorRow[] = [];
  for await (const { line, columns: row } of csvRecords(chunks)) {
    const unknown = Object.keys(row).find((name) => columns.every((column) => column !== name));
    if (unknown !== undefined) throw malformed(1, `unknown column ${unknown}`);
    const read = rowSchema.safeParse(row);
    if (!read.success) {
      const issue = read.error.issues[0];
      throw malformed(line, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
    }
    rows.push(read.data);
  }
  return rows;
}
