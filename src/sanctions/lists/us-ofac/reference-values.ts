import { child, elementsAt, type XmlElement } from '../../xml-records.ts';

/**
 * The names behind the numbers of the advanced format. Ids change from list to list, so that every
 * one is resolved by its text, never by its number.
 */
export class ReferenceValues {
  readonly #texts = new Map<string, string>();
  readonly #partyTypeOfSubtype = new Map<string, string>();
  readonly #countryOfLocation = new Map<string, string>();

  takeSets(element: XmlElement): void {
    for (const set of element.children) {
      for (const value of set.children) {
        const id = value.attributes['ID'];
        if (id) this.#texts.set(`${value.name} ${id}`, value.text);
        const partyType = value.attributes['PartyTypeID'];
        if (id && partyType) this.#partyTypeOfSubtype.set(id, partyType);
      }
    }
  }

  takeLocation(element: XmlElement): void {
    const id = element.attributes['ID'];
    const country = child(element, 'LocationCountry')?.attributes['CountryID'];
    const [text] = elementsAt(element, 'LocationPart', 'LocationPartValue', 'Value');
    const name = this.text('Country', country) ?? text?.text;
    if (id && name) this.#countryOfLocation.set(id, name);
  }

  /** Such as `text('FeatureType', '344')`. */
  text(kind: string, id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#texts.get(`${kind} ${id}`);
  }

  /** `Individual`, `Entity`, `Vessel`, `Aircraft`. */
  partyType(subtype: string | undefined): string | undefined {
    const own = this.text('PartySubType', subtype);
    if (own !== undefined && own !== 'Unknown') return own;
    return this.text('PartyType', this.#partyTypeOfSubtype.get(subtype ?? ''));
  }

  country(location: string | undefined): string | undefined {
    return this.#countryOfLocation.get(location ?? '');
  }
}
