import type { ListedParty } from '../../../domain/listed-party.ts';
import { isInForce, lastUntil } from '../../in-force.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import { readBirth } from '../../published-date.ts';
import type { OperatorRow } from './parse.ts';

function parts(text: string | undefined): string[] {
  return (text ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean);
}

/** The party of a row; a wallet of nobody known is its own party. */
function uidOf(row: OperatorRow): string {
  return row.uid ?? row.party ?? row.address ?? '';
}

function identifierOf(row: OperatorRow, raw: string): PublishedIdentifier {
  return {
    uid: uidOf(row),
    party: row.party ?? raw,
    aliases: parts(row.aliases),
    programmes: parts(row.programme),
    ...(row.symbol === undefined ? {} : { declaredSymbol: row.symbol }),
    raw,
    ...(row.effect === undefined ? {} : { effect: row.effect }),
    ...(row.designated === undefined ? {} : { designated: row.designated }),
    ...(row.published === undefined ? {} : { published: row.published }),
    ...(row.until === undefined ? {} : { until: row.until }),
  };
}

function partyOf(profile: ListProfile, name: string, rows: readonly OperatorRow[]): ListedParty {
  const all = (pick: (row: OperatorRow) => readonly string[]) => [...new Set(rows.flatMap(pick))];
  const first = <T>(pick: (row: OperatorRow) => T | undefined) =>
    rows.map(pick).find((value) => value !== undefined);
  const designated = first((row) => row.designated);
  const until = lastUntil(rows.map((row) => row.until));
  return {
    list: profile.list,
    effect: first((row) => row.effect) ?? profile.effect,
    jurisdiction: profile.jurisdiction,
    uid: first(uidOf) ?? name,
    type: first((row) => row.type) ?? 'unknown',
    name,
    aliases: all((row) => parts(row.aliases)).map((alias) => ({ name: alias, weak: false })),
    programmes: all((row) => parts(row.programme)),
    datesOfBirth: all((row) => parts(row.date_of_birth).flatMap((text) => readBirth(text) ?? [])),
    countries: all((row) => parts(row.country)),
    ...(designated === undefined ? {} : { designated }),
    ...(until === undefined ? {} : { until }),
  };
}

/** The rows that say what their party is: those that have ended only where all have. */
function standing(rows: readonly OperatorRow[], day: string): readonly OperatorRow[] {
  const inForce = rows.filter((row) => isInForce(row, day));
  return inForce.length > 0 ? inForce : rows;
}

/** Rows of one party are one party; its wallets are rows of their own. `day`: YYYY-MM-DD. */
export function mapOperatorCsv(
  profile: ListProfile,
  rows: readonly OperatorRow[],
  day: string,
): ListDocument {
  const byParty = new Map<string, OperatorRow[]>();
  for (const row of rows) {
    if (row.party === undefined) continue;
    byParty.set(uidOf(row), [...(byParty.get(uidOf(row)) ?? []), row]);
  }
  return {
    records: rows.length,
    parties: [...byParty.values()].map((group) =>
      partyOf(profile, group[0]?.party ?? '', standing(group, day)),
    ),
    identifiers: rows.flatMap((row) => (row.address ? identifierOf(row, row.address) : [])),
  };
}
