import type { NameSchema } from '../../domain/name-match.ts';
import { CandidateIndex } from './candidate-index.ts';
import { fromPieces, type NamePiece } from './name-score.ts';
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

interface IndexedName {
  readonly party: NamedParty;
  readonly prepared: PreparedName;
}

/** The names of one kind of party, and the way to them. */
interface KindIndex {
  readonly names: readonly IndexedName[];
  readonly candidates: CandidateIndex;
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

/** The names of all listed parties, in memory, immutable; a new list makes a new index. */
export class NameIndex {
  readonly #kinds: ReadonlyMap<NameKind, KindIndex>;
  /** Weak aliases, compared only with who was found by another name. */
  readonly #weak = new Map<NamedParty, PreparedName[]>();

  constructor(parties: readonly NamedParty[]) {
    const names = new Map<NameKind, IndexedName[]>(allKinds.map((kind) => [kind, []]));
    for (const party of parties) {
      for (const { text, weak } of party.names) {
        const prepared = prepareName(text, party.schema);
        if (weak) this.#weak.set(party, [...(this.#weak.get(party) ?? []), prepared]);
        else names.get(prepared.kind)?.push({ party, prepared });
      }
    }
    this.#kinds = new Map(
      [...names].map(([kind, own]) => {
        const candidates = new CandidateIndex(own.map(({ prepared }) => prepared));
        return [kind, { names: own, candidates }];
      }),
    );
  }

  /** Parties whose name scores `threshold` or more after the qualifiers, best first. */
  search(query: NameQuery, threshold = nameThreshold): NameSearch {
    const kinds = query.schema ? kindsOfSchema[query.schema] : allKinds;
    const best = new Map<string, NameHit>();
    let compared = 0;
    let truncated = false;
    for (const kind of kinds) {
      const index = this.#kinds.get(kind);
      if (!index || index.names.length === 0) continue;
      const prepared = prepareName(query.name, schemaOfKind[kind]);
      const found = index.candidates.find(prepared, threshold - confirmationReach);
      compared += found.names.length;
      truncated ||= found.truncated;
      for (const at of found.names) {
        const candidate = index.names[at];
        const hit = candidate && this.#hit(query, prepared, candidate, threshold);
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
    { party, prepared: listed }: IndexedName,
    threshold: number,
  ): NameHit | undefined {
    const named = scoreNames(prepared, listed);
    if (named.score < threshold - confirmationReach) return undefined;
    const weak = this.#weakPieces(prepared, party);
    const qualifying = qualifierPieces(qualifiersOf(query), party);
    const { score, pieces } = fromPieces([...named.pieces, ...weak, ...qualifying]);
    return { partyId: party.id, name: listed.given, score, pieces };
  }

  #weakPieces(prepared: PreparedName, party: NamedParty): readonly NamePiece[] {
    const alias = (this.#weak.get(party) ?? []).find(
      (name) => scoreNames(prepared, name).score >= nameThreshold,
    );
    if (!alias) return [];
    return [{ kind: 'weak-alias-confirms', right: alias.given, effect: weakAliasGain }];
  }
}

const qualifiersOf = ({ dateOfBirth, country, gender }: NameQuery): Qualifiers => ({
  ...(dateOfBirth ? { birthDates: [dateOfBirth] } : {}),
  ...(country ? { countries: [country] } : {}),
  ...(gender ? { gender } : {}),
});
