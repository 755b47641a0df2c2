import { WagetraceError } from '../../../domain/errors.ts';
import { requireDate } from '../../published-date.ts';
import { childText, type XmlElement } from '../../xml-records.ts';

/** A list in the simple format: what it says of itself, and its entries. */
export interface SdnDocument {
  readonly format: 'simple';
  readonly published: string;
  readonly declaredRecords: number;
  readonly entries: readonly XmlElement[];
}

// The publisher spells it so.
const headerName = 'publshInformation';
const entryName = 'sdnEntry';
export const sdnNames: readonly string[] = [headerName, entryName];

/** Collects the records of the simple format. */
export class SdnCollector {
  #header: XmlElement | undefined;
  readonly #entries: XmlElement[] = [];

  /** False for a record of another format. */
  take(element: XmlElement): boolean {
    if (element.name === headerName) this.#header = element;
    else if (element.name === entryName) this.#entries.push(element);
    else return false;
    return true;
  }

  /** Undefined where the document is not in this format. */
  document(): SdnDocument | undefined {
    if (!this.#header) return undefined;
    const declared = childText(this.#header, 'Record_Count') ?? '';
    if (!/^\d{1,9}$/.test(declared)) {
      throw new WagetraceError('list.malformed', 'The document declares no record count');
    }
    return {
      format: 'simple',
      published: requireDate(childText(this.#header, 'Publish_Date'), 'month-first'),
      declaredRecords: Number(declared),
      entries: this.#entries,
    };
  }
}
