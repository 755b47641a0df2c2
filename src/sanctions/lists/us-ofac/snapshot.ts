import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';

/** Symbol, address, the list it was first seen in, and when it was delisted. */
const identifierSchema = z.tuple([z.string(), z.string(), z.iso.date()]).rest(z.iso.date());
const headerSchema = z.object({ list: z.string(), published: z.iso.date(), wallets: z.int() });
const partySchema = z.object({
  name: z.string(),
  aliases: z.array(z.string()),
  ids: z.array(identifierSchema),
});

const file = new URL('./snapshot-2025-11-27.jsonl', import.meta.url);

/**
 * The digital currency addresses of the SDN list of 2025-11-27, which ship with the product for
 * when the publisher cannot be reached: facts of the public record, of wallet holders alone,
 * without the publisher's ids, so that a party's id is its primary name. `seenInListOf` is the
 * earliest of three lists (2025-02-21, 2025-06-20, 2025-11-27) that has the address.
 */
export async function readSnapshot(profile: ListProfile): Promise<ListDocument> {
  const [first = '', ...lines] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const header = headerSchema.parse(JSON.parse(first));
  const parties = lines.map((line) => partySchema.parse(JSON.parse(line)));
  const listed = parties.filter(({ ids }) => ids.some((id) => id[3] === undefined));
  return {
    published: header.published,
    records: listed.length,
    parties: listed.map(({ name, aliases }) => ({
      list: profile.list,
      effect: profile.effect,
      jurisdiction: profile.jurisdiction,
      uid: name,
      type: 'unknown',
      name,
      aliases: aliases.map((alias) => ({ name: alias, weak: false })),
      programmes: [],
      datesOfBirth: [],
      countries: [],
    })),
    identifiers: parties.flatMap((party) => party.ids.map((id) => identifierOf(party, id))),
  };
}

function identifierOf(
  party: z.infer<typeof partySchema>,
  [declaredSymbol, raw, published, until]: z.infer<typeof identifierSchema>,
): PublishedIdentifier {
  return {
    uid: party.name,
    party: party.name,
    aliases: party.aliases,
    programmes: [],
    declaredSymbol,
    raw,
    published,
    ...(until === undefined ? {} : { until }),
  };
}
