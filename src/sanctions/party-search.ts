import type { ListedParty } from '../domain/listed-party.ts';
import type { NamedSubject, NameMatch } from '../domain/name-match.ts';
import { fingerprintOf, namedParty, partyIdOf } from './named-party.ts';
import { type NameHit, NameIndex } from './names/name-index.ts';

/** Greatest number of matches that one answer shows. */
export const matchesMax = 50;

/** What one search found. */
export interface PartyAnswer {
  /** Best first, at most `matchesMax`. */
  readonly matches: readonly NameMatch[];
  /** Not all possible names were compared, or not all matches are shown. */
  readonly truncated: boolean;
}

/** Listed parties by name, immutable. Building it takes seconds for 20,000 parties. */
export class PartySearch {
  readonly #index: NameIndex;
  readonly #parties: ReadonlyMap<string, ListedParty>;

  constructor(parties: readonly ListedParty[]) {
    this.#parties = new Map(parties.map((party) => [partyIdOf(party), party]));
    this.#index = new NameIndex(parties.map(namedParty));
  }

  find(subject: NamedSubject): PartyAnswer {
    const { hits, truncated } = this.#index.search(subject);
    const matches = hits.slice(0, matchesMax).flatMap((hit) => this.#matchOf(hit) ?? []);
    return { matches, truncated: truncated || hits.length > matchesMax };
  }

  #matchOf({ partyId, name, score, pieces }: NameHit): NameMatch | undefined {
    const party = this.#parties.get(partyId);
    if (!party) return undefined;
    const { list, uid, effect, jurisdiction, programmes } = party;
    return {
      ...{ list, uid, party: party.name, effect, jurisdiction, programmes },
      ...{ name, score, pieces },
      fingerprint: fingerprintOf(party),
    };
  }
}
