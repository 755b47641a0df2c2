import { requireDate } from '../../published-date.ts';
import { child, childText, elementsAt, type XmlElement } from '../../xml-records.ts';
import { type AdvancedParty, partyOf } from './advanced-party.ts';
import { ReferenceValues } from './reference-values.ts';

/** What a sanctions entry says of a party. */
export interface AdvancedEntry {
  readonly programmes: readonly string[];
  readonly designated?: string;
}

export interface AdvancedRelationship {
  readonly from: string;
  readonly to: string;
  /** As the reference values name it, such as `Owned or Controlled By`. */
  readonly type: string;
}

/** A list in the advanced format, reduced as it streams: the document has 127 MB. */
export interface AdvancedDocument {
  readonly format: 'advanced';
  readonly published: string;
  readonly parties: readonly AdvancedParty[];
  /** By id of the party's profile. */
  readonly entries: ReadonlyMap<string, AdvancedEntry>;
  readonly relationships: readonly AdvancedRelationship[];
}

export const advancedNames: readonly string[] = [
  'DateOfIssue',
  'ReferenceValueSets',
  'Location',
  'DistinctParty',
  'ProfileRelationship',
  'SanctionsEntry',
];

/** `Year`, `Month` and `Day` of a date element as YYYY-MM-DD. */
function dateText(element: XmlElement | undefined): string {
  const part = (name: string) => (element && childText(element, name)) ?? '';
  return `${part('Year')}-${part('Month').padStart(2, '0')}-${part('Day').padStart(2, '0')}`;
}

/** Collects the records of the advanced format. Reference values come before what refers to them. */
export class AdvancedCollector {
  readonly #values = new ReferenceValues();
  readonly #parties: AdvancedParty[] = [];
  readonly #entries = new Map<string, AdvancedEntry>();
  readonly #relationships: AdvancedRelationship[] = [];
  #issued: XmlElement | undefined;

  take(element: XmlElement): void {
    if (element.name === 'DateOfIssue') this.#issued ??= element;
    else if (element.name === 'ReferenceValueSets') this.#values.takeSets(element);
    else if (element.name === 'Location') this.#values.takeLocation(element);
    else if (element.name === 'DistinctParty') this.#takeParty(element);
    else if (element.name === 'ProfileRelationship') this.#takeRelationship(element);
    else if (element.name === 'SanctionsEntry') this.#takeEntry(element);
  }

  /** Undefined where the document is not in this format. */
  document(): AdvancedDocument | undefined {
    if (!this.#issued) return undefined;
    return {
      format: 'advanced',
      published: requireDate(dateText(this.#issued)),
      parties: this.#parties,
      entries: this.#entries,
      relationships: this.#relationships,
    };
  }

  #takeParty(element: XmlElement): void {
    const profile = child(element, 'Profile');
    if (profile) this.#parties.push(partyOf(profile, this.#values));
  }

  #takeRelationship({ attributes }: XmlElement): void {
    const { 'From-ProfileID': from, 'To-ProfileID': to, RelationTypeID, Former } = attributes;
    if (!from || !to || Former === 'true') return;
    const type = this.#values.text('RelationType', RelationTypeID) ?? '';
    this.#relationships.push({ from, to, type });
  }

  #takeEntry(element: XmlElement): void {
    const profile = element.attributes['ProfileID'];
    if (!profile) return;
    const before = this.#entries.get(profile);
    const dates = elementsAt(element, 'EntryEvent', 'Date').map(dateText);
    const measures = elementsAt(element, 'SanctionsMeasure', 'Comment').map(({ text }) => text);
    const [designated] = [...dates, before?.designated ?? ''].filter(Boolean).sort();
    this.#entries.set(profile, {
      programmes: [...new Set([...(before?.programmes ?? []), ...measures.filter(Boolean)])],
      ...(designated === undefined ? {} : { designated }),
    });
  }
}
