import type { NameSchema } from '../../domain/name-match.ts';
import { CandidateIndex } from './candidate-index.ts';
import { fromPieces, type NamePiece } from './name-score.ts';
import { type OwnedName, type PackedNames, packNames } from './packed-names.ts';
import { prepareName } from './prepare-name.ts';
import type { NameKind, PreparedName } from './prepared-name.ts';
import { type Qualifiers, qualifierGainMax, qualifierPieces } from './qualifiers.ts';
import { scoreNames } from './score-names.ts';
import { nameThreshold } from './scoring-rules.ts';

export interface PartyName {
  readonly text: string;
  /** The publisher calls the alias weak (OFAC `weak`, UN `Low`): it can confirm, never find. */
  readonly weak?: boolean;
}

/** A listed party as the matcher sees it. */
export interface NamedParty extends Qualifiers {
  readonly id: string;
  readonly schema: NameSchema;
  readonly names: readonly PartyName[];
}

export interface NameQuery {
  readonly name: string;
  /** Undefined: compared with persons, organisations and vessels alike. */
  readonly schema?: NameSchema;
  /** `YYYY-MM-DD`, or less of it. */
  readonly dateOfBirth?: string;
  readonly country?: string;
  readonly gender?: 'male' | 'female';
}

export interface NameHit {
  readonly partyId: string;
  /** The name of the party that matched best. */
  readonly name: string;
  readonly score: number;
  /** What the score is made of; their effects and 1 add up to it. */
  readonly pieces: readonly NamePiece[];
}

export interface NameSearch {
  /** Best first. */
  readonly hits: readonly NameHit[];
  /** Names compared in full. */
  readonly compared: number;
  /** Too many names were possible to compare all. */
  readonly truncated: boolean;
}

/** Listed parties by their places; an array, or what reads one when it is asked for. */
export interface PartiesByPlace {
  at(place: number): NamedParty | undefined;
}

/** The names of one kind of party, and the way to them. */
interface KindIndex {
  readonly packed: PackedNames;
  readonly candidates: CandidateIndex;
  /** Names that were compared before, by their places. */
  readonly prepared: Map<number, PreparedName>;
}

const kindsOfSchema: Readonly<Record<NameSchema, readonly NameKind[]>> = {
  Person: ['person'],
  Company: ['entity'],
  Organization: ['entity'],
  LegalEntity: ['person', 'entity'],
  Vessel: ['craft'],
  Airplane: ['craft'],
};
const schemaOfKind: Readonly<Record<NameKind, NameSchema>> = {
  person: 'Person',
  entity: 'Organization',
  craft: 'Vessel',
};
const allKinds: readonly NameKind[] = ['person', 'entity', 'craft'];

/** What a weak alias that also matches adds to the score of a name. */
const weakAliasGain = 0.05;
/** A name this far below the threshold may still be confirmed. */
const confirmationReach = weakAliasGain + qualifierGainMax;

/** The names of all parties, each kind for itself, without the weak aliases. */
export function packParties(parties: readonly NamedParty[]): readonly PackedNames[] {
  const names = new Map<NameKind, OwnedName[]>(allKinds.map((kind) => [kind, []]));
  parties.forEach((party, place) => {
    party.names.forEach(({ text, weak }, name) => {
      if (weak) return;
      const prepared = prepareName(text, party.schema);
      names.get(prepared.kind)?.push({ party: place, name, prepared });
    });
  });
  return [...names].map(([kind, own]) => packNames(kind, own));
}

/** The names of all listed parties, in memory, immutable; a new list makes a new index. */
export class NameIndex {
  readonly #parties: PartiesByPlace;
  readonly #kinds: ReadonlyMap<NameKind, KindIndex>;
  /** Weak aliases of who was found by another name: they are compared with nobody else. */
  readonly #weak = new Map<NamedParty, readonly PreparedName[]>();

  /** `packed` are the names of these very parties. */
  constructor(parties: PartiesByPlace, packed: readonly PackedNames[]) {
    this.#parties = parties;
    this.#kinds = new Map(
      packed.map((names) => [
        names.kind,
        { packed: names, candidates: new CandidateIndex(names), prepared: new Map() },
      ]),
    );
  }

  static of(parties: readonly NamedParty[]): NameIndex {
    return new NameIndex(parties, packParties(parties));
  }

  /** Parties whose name scores `threshold` or more after the qualifiers, best first. */
  search(query: NameQuery, threshold = nameThreshold): NameSearch {
    const kinds = query.schema ? kindsOfSchema[query.schema] : allKinds;
    const best = new Map<string, NameHit>();
    let compared = 0;
    let truncated = false;
    for (const kind of kinds) {
      const index = this.#kinds.get(kind);
      if (!index || index.packed.parties.length === 0) continue;
      const prepared = prepareName(query.name, schemaOfKind[kind]);
      const found = index.candidates.find(prepared, threshold - confirmationReach);
      compared += found.names.length;
      truncated ||= found.truncated;
      for (const at of found.names) {
        const hit = this.#hit(query, prepared, index, at, threshold);
        if (hit && hit.score > (best.get(hit.partyId)?.score ?? 0)) best.set(hit.partyId, hit);
      }
    }
    const hits = [...best.values()].filter(({ score }) => score >= threshold);
    hits.sort((a, b) => b.score - a.score || (a.partyId < b.partyId ? -1 : 1));
    return { hits, compared, truncated };
  }

  #hit(
    query: NameQuery,
    prepared: PreparedName,
    index: KindIndex,
    at: number,
    threshold: number,
  ): NameHit | undefined {
    const party = this.#parties.at(index.packed.parties[at] ?? -1);
    const listed = party && preparedAt(index, at, party);
    if (!listed) return undefined;
    const named = scoreNames(prepared, listed);
    if (named.score < threshold - confirmationReach) return undefined;
    const weak = this.#weakPieces(prepared, party);
    const qualifying = qualifierPieces(qualifiersOf(query), party);
    const { score, pieces } = fromPieces([...named.pieces, ...weak, ...qualifying]);
    return { partyId: party.id, name: listed.given, score, pieces };
  }

  #weakPieces(prepared: PreparedName, party: NamedParty): readonly NamePiece[] {
    const weak = this.#weak.get(party) ?? weakNames(party);
    this.#weak.set(party, weak);
    const alias = weak.find((name) => scoreNames(prepared, name).score >= nameThreshold);
    if (!alias) return [];
    return [{ kind: 'weak-alias-confirms', right: alias.given, effect: weakAliasGain }];
  }
}

function preparedAt({ packed, prepared }: KindIndex, at: number, party: NamedParty) {
  const known = prepared.get(at);
  if (known) return known;
  const text = party.names[packed.names[at] ?? -1]?.text;
  if (text === undefined) return undefined;
  const made = prepareName(text, party.schema);
  prepared.set(at, made);
  return made;
}

const weakNames = ({ names, schema }: NamedParty): readonly PreparedName[] =>
  names.filter(({ weak }) => weak).map(({ text }) => prepareName(text, schema));

const qualifiersOf = ({ dateOfBirth, country, gender }: NameQuery): Qualifiers => ({
  ...(dateOfBirth ? { birthDates: [dateOfBirth] } : {}),
  ...(country ? { countries: [country] } : {}),
  ...(gender ? { gender } : {}),
});
