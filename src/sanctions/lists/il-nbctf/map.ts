import type { ListedParty } from '../../../domain/listed-party.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import { orderYears } from './fetch.ts';
import type { SeizedIdentifier } from './parse.ts';

function lapseOf(row: SeizedIdentifier): string {
  if (row.expires) return row.expires;
  return `${Number(row.date.slice(0, 4)) + orderYears}${row.date.slice(4)}`;
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

/**
 * Wallets of seizure orders until they lapse, and accounts at services that are no address and
 * are kept as such.
 */
export function mapNbctf(profile: ListProfile, rows: readonly SeizedIdentifier[]): ListDocument {
  const published = rows
    .map(({ date }) => date)
    .sort()
    .at(-1);
  const holders = [...new Set(rows.flatMap(({ holder }) => holder ?? []))];
  return {
    ...(published === undefined ? {} : { published }),
    records: rows.length,
    parties: holders.map(
      (name): ListedParty => ({
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
      }),
    ),
    identifiers: rows.map(identifierOf),
  };
}
