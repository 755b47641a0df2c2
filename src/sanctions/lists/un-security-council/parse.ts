import { WagetraceError } from '../../../domain/errors.ts';
import { requireDate } from '../../published-date.ts';
import { type XmlElement, xmlRoot } from '../../xml-records.ts';

/** The consolidated list: when it was generated, and its entries. */
export interface UnDocument {
  readonly published: string;
  readonly individuals: readonly XmlElement[];
  readonly entities: readonly XmlElement[];
}

const entriesMax = 100_000;

/** Reads `consolidated.xml`. The list declares no count of its records. */
export async function parseUn(chunks: AsyncIterable<Uint8Array>): Promise<UnDocument> {
  const { root, records } = xmlRoot(chunks, 'CONSOLIDATED_LIST', ['INDIVIDUAL', 'ENTITY']);
  const individuals: XmlElement[] = [];
  const entities: XmlElement[] = [];
  for await (const record of records) {
    (record.name === 'INDIVIDUAL' ? individuals : entities).push(record);
    if (individuals.length + entities.length > entriesMax) {
      throw new WagetraceError('list.too-large', `More than ${entriesMax} entries`);
    }
  }
  return { published: requireDate(root()['dateGenerated']), individuals, entities };
}
