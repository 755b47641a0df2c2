import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ListDocument, ListProfile } from '../../list-source.ts';

const headerSchema = z.object({ published: z.iso.date(), entries: z.int() });
const partySchema = z.object({
  uid: z.string(),
  type: z.enum(['individual', 'entity']),
  name: z.string(),
  /** With `weak` behind those that the publisher calls so. */
  aliases: z.array(z.tuple([z.string()]).rest(z.literal('weak'))),
  datesOfBirth: z.array(z.string()),
  countries: z.array(z.string()),
  gender: z.enum(['male', 'female']).optional(),
  designated: z.iso.date().optional(),
});

const file = new URL('./snapshot-2026-02-27.jsonl', import.meta.url);

/**
 * The parties that the Security Council lists under its resolution 1718 (2006) on the DPRK, as of
 * 2026-02-27, by the publisher's own ids; they ship for when the publisher cannot be reached. None
 * of them has a wallet on that list.
 */
export async function readSnapshot(profile: ListProfile): Promise<ListDocument> {
  const [first = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const { published, entries } = headerSchema.parse(JSON.parse(first));
  const { list, effect, jurisdiction } = profile;
  const parties = lines.map((line) => {
    const { gender, designated, aliases, ...party } = partySchema.parse(JSON.parse(line));
    return {
      ...{ list, effect, jurisdiction, programmes: ['DPRK'] },
      ...party,
      aliases: aliases.map(([name, weak]) => ({ name, weak: weak === 'weak' })),
      ...(gender ? { gender } : {}),
      ...(designated ? { designated } : {}),
    };
  });
  return { published, declaredRecords: entries, records: parties.length, parties, identifiers: [] };
}
