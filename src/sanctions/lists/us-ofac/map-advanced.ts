import type { ListedParty, ListedPartyType } from '../../../domain/listed-party.ts';
import type { Ownership } from '../../../domain/ownership.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import type { AdvancedParty } from './advanced-party.ts';
import type { AdvancedDocument, AdvancedEntry } from './parse-advanced.ts';

const types: Readonly<Record<string, ListedPartyType>> = {
  Individual: 'individual',
  Entity: 'entity',
  Vessel: 'vessel',
  Aircraft: 'aircraft',
};

function listedParty(
  profile: ListProfile,
  party: AdvancedParty,
  entry: AdvancedEntry,
): ListedParty {
  return {
    list: profile.list,
    effect: profile.effect,
    jurisdiction: profile.jurisdiction,
    uid: party.uid,
    type: types[party.type ?? ''] ?? 'unknown',
    name: party.name,
    aliases: party.aliases,
    programmes: entry.programmes,
    datesOfBirth: party.datesOfBirth,
    countries: party.countries,
    ...(party.gender === undefined ? {} : { gender: party.gender }),
    ...(entry.designated === undefined ? {} : { designated: entry.designated }),
  };
}

function identifiersOf(party: ListedParty, wallets: AdvancedParty['wallets']) {
  return wallets.map(
    ({ symbol, raw }): PublishedIdentifier => ({
      uid: party.uid,
      party: party.name,
      aliases: party.aliases.map(({ name }) => name),
      programmes: party.programmes,
      declaredSymbol: symbol,
      raw,
      ...(party.designated === undefined ? {} : { designated: party.designated }),
    }),
  );
}

/** OFAC says that one owns or controls another, and not by how much. */
function ownershipsOf(profile: ListProfile, document: AdvancedDocument): Ownership[] {
  return document.relationships
    .filter(({ type }) => /^owned or controlled by$/i.test(type))
    .map(({ from, to }) => ({ owner: `${profile.list}:${to}`, owned: `${profile.list}:${from}` }));
}

/** Parties that have an entry on the list; others only stand in relation to them. */
export function mapAdvanced(profile: ListProfile, document: AdvancedDocument): ListDocument {
  const parties: ListedParty[] = [];
  const identifiers: PublishedIdentifier[] = [];
  for (const party of document.parties) {
    const entry = document.entries.get(party.uid);
    if (!entry) continue;
    const listed = listedParty(profile, party, entry);
    parties.push(listed);
    identifiers.push(...identifiersOf(listed, party.wallets));
  }
  return {
    published: document.published,
    records: parties.length,
    parties,
    identifiers,
    ownerships: ownershipsOf(profile, document),
  };
}
