import { z } from 'zod';
import { WagetraceError } from '../../../domain/errors.ts';
import { textLines } from '../../text-lines.ts';
import { schemata } from './fetch.ts';

const entitySchema = z.object({
  id: z.string().min(1),
  schema: z.string(),
  caption: z.string().optional(),
  first_seen: z.string().optional(),
  properties: z.record(z.string(), z.array(z.unknown())),
});

/** An entity with its text properties; nested entities are named by their id. */
export interface FtmEntity {
  readonly id: string;
  readonly schema: string;
  readonly caption?: string;
  readonly firstSeen?: string;
  readonly properties: Readonly<Record<string, readonly string[]>>;
}

export interface FtmDocument {
  readonly wallets: readonly FtmEntity[];
  readonly parties: ReadonlyMap<string, FtmEntity>;
  readonly ownerships: readonly FtmEntity[];
}

const entitiesMax = 2_000_000;

function textOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  const nested = z.object({ id: z.string() }).safeParse(value);
  return nested.success ? [nested.data.id] : [];
}

function entityOf(line: string, number: number): FtmEntity {
  const malformed = (cause: unknown) =>
    new WagetraceError('list.malformed', `Line ${number} is no entity`, {
      cause,
      details: { line: number },
    });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw malformed(error);
  }
  const read = entitySchema.safeParse(value);
  if (!read.success) throw malformed(read.error);
  const { id, schema, caption, first_seen: firstSeen, properties } = read.data;
  return {
    id,
    schema,
    ...(caption === undefined ? {} : { caption }),
    ...(firstSeen === undefined ? {} : { firstSeen }),
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, values]) => [name, values.flatMap(textOf)]),
    ),
  };
}

/** Reads the wallets, the legal entities and the ownerships among the entities. */
export async function parseFtm(chunks: AsyncIterable<Uint8Array>): Promise<FtmDocument> {
  const wallets: FtmEntity[] = [];
  const ownerships: FtmEntity[] = [];
  const parties = new Map<string, FtmEntity>();
  let number = 0;
  for await (const line of textLines(chunks)) {
    if (++number > entitiesMax) {
      throw new WagetraceError('list.too-large', `More than ${entitiesMax} entities`);
    }
    const entity = entityOf(line, number);
    if (entity.schema === schemata.wallet) wallets.push(entity);
    else if (entity.schema === schemata.ownership) ownerships.push(entity);
    else if (schemata.parties.some((schema) => schema === entity.schema)) {
      parties.set(entity.id, entity);
    }
  }
  return { wallets, parties, ownerships };
}
