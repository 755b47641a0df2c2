import { WagetraceError } from '../../../domain/errors.ts';
import { requireDate } from '../../published-date.ts';
import { type XmlElement, xmlRoot } from '../../xml-records.ts';

/** The list: when it was generated, and its designations. */
export interface UkDocument {
  readonly published: string;
  readonly designations: readonly XmlElement[];
}

const designationsMax = 200_000;

/** Reads `UK-Sanctions-List.xml`, whose dates are day first. */
export async function parseUk(chunks: AsyncIterable<Uint8Array>): Promise<UkDocument> {
  const wanted = ['DateGenerated', 'Designation'];
  const { root, records } = xmlRoot(chunks, 'Designations', wanted);
  const designations: XmlElement[] = [];
  let generated: string | undefined;
  for await (const record of records) {
    if (record.name === 'DateGenerated') generated = record.text;
    else designations.push(record);
    if (designations.length > designationsMax) {
      throw new WagetraceError('list.too-large', `More than ${designationsMax} designations`);
    }
  }
  root();
  return { published: requireDate(generated), designations };
}
