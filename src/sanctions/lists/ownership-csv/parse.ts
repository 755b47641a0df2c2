import { z } from 'zod';
import { WagetraceError } from '../../../domain/errors.ts';
import type { Ownership } from '../../../domain/ownership.ts';
import { csvRecords } from '../../csv-records.ts';
import { readMicroPercent } from '../../ownership.ts';
import { columns } from './fetch.ts';

const date = z
  .string()
  .transform((text) => text || undefined)
  .pipe(z.iso.date().optional());
const name = z.string().min(1).max(400);
const rowSchema = z.strictObject({
  owner: name,
  owned: name,
  percent: z.string(),
  from: date.optional(),
  to: date.optional(),
});

function malformed(line: number, message: string): WagetraceError {
  return new WagetraceError('list.malformed', `Line ${line}: ${message}`, { details: { line } });
}

/** Reads the shares. An empty percentage means that only the fact of owning is known. */
export async function parseOwnerships(chunks: AsyncIterable<Uint8Array>): Promise<Ownership[]> {
  const ownerships: Ownership[] = [];
  for await (const { line, columns: row } of csvRecords(chunks)) {
    const read = rowSchema.safeParse(row);
    if (!read.success) {
      const issue = read.error.issues[0];
      throw malformed(line, `${issue?.path.join('.')} ${issue?.message} (${columns.join(', ')})`);
    }
    const { owner, owned, percent, from, to } = read.data;
    const microPercent = readMicroPercent(percent);
    if (percent !== '' && microPercent === undefined) throw malformed(line, 'no percentage');
    ownerships.push({
      owner,
      owned,
      ...(microPercent === undefined ? {} : { microPercent }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
  }
  return ownerships;
}
