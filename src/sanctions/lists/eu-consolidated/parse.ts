import { WagetraceError } from '../../../domain/errors.ts';
import { requireDate } from '../../published-date.ts';
import { type XmlElement, xmlRoot } from '../../xml-records.ts';

/** The export: when it was generated, and its entities. */
export interface EuDocument {
  readonly published: string;
  readonly entities: readonly XmlElement[];
}

const entitiesMax = 200_000;

/** Reads `xmlFullSanctionsList_1_1`. */
export async function parseEu(chunks: AsyncIterable<Uint8Array>): Promise<EuDocument> {
  const { root, records } = xmlRoot(chunks, 'export', ['sanctionEntity']);
  const entities: XmlElement[] = [];
  for await (const entity of records) {
    entities.push(entity);
    if (entities.length > entitiesMax) {
      throw new WagetraceError('list.too-large', `More than ${entitiesMax} entities`);
    }
  }
  return { published: requireDate(root()['generationDate']), entities };
}
