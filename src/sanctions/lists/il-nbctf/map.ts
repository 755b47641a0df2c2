import type { ListedParty } from '../../../domain/listed-party.ts';
import { dayOf, lastUntil } from '../../in-force.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import { orderYears } from './fetch.ts';
import type { SeizedIdentifier } from './parse.ts';

function lapseOf(row: SeizedIdentifier): string {
  if (row.expires) return row.expires;
  const lapse = new Date(row.date);
  lapse.setUTCFullYear(lapse.getUTCFullYear() + orderYears);
  return dayOf(lapse);
}

function identifierOf(row: SeizedIdentifier): PublishedIdentifier {
  return {
    uid: row.order,
    party: row.holder ?? `Seizure order ${row.order}`,
    aliases: [],
    programmes: [row.order],
    ...(row.currency ? { declaredSymbol: row.currency } : {}),
    raw: row.identifier,
    published: row.date,
    until: lapseOf(row),
  };
}

function holderOf(
  profile: ListProfile,
  name: string,
  rows: readonly SeizedIdentifier[],
): ListedParty {
  const until = lastUntil(rows.map(lapseOf));
  return {
    list: profile.list,
    effect: profile.effect,
    jurisdiction: profile.jurisdiction,
    uid: name,
    type: 'unknown',
    name,
    aliases: [],
    programmes: [],
    datesOfBirth: [],
    countries: [],
    ...(until === undefined ? {} : { until }),
  };
}

/**
 * Wallets of seizure orders until they lapse, and accounts at services that are no address and
 * are kept as such.
 */
export function mapNbctf(profile: ListProfile, rows: readonly SeizedIdentifier[]): ListDocument {
  const published = rows
    .map(({ date }) => date)
    .sort()
    .at(-1);
  const holders = new Map<string, SeizedIdentifier[]>();
  for (const row of rows) {
    if (row.holder) holders.set(row.holder, [...(holders.get(row.holder) ?? []), row]);
  }
  return {
    ...(published === undefined ? {} : { published }),
    records: rows.length,
    parties: [...holders].map(([name, own]) => holderOf(profile, name, own)),
    identifiers: rows.map(identifierOf),
  };
}
