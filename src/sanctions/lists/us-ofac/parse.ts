import { WagetraceError } from '../../../domain/errors.ts';
import { xmlRecords } from '../../xml-records.ts';
import { AdvancedCollector, type AdvancedDocument, advancedNames } from './parse-advanced.ts';
import { SdnCollector, type SdnDocument, sdnNames } from './parse-sdn.ts';

const wanted = new Set([...sdnNames, ...advancedNames]);
const entriesMax = 500_000;

/**
 * Reads a list of OFAC in either of its formats: the simple one (`SDN.XML`, `CONSOLIDATED.XML`) or
 * the advanced one (`SDN_ADVANCED.XML`, `CONS_ADVANCED.XML`), which says more of each party.
 */
export async function parseOfac(
  chunks: AsyncIterable<Uint8Array>,
): Promise<SdnDocument | AdvancedDocument> {
  const simple = new SdnCollector();
  const advanced = new AdvancedCollector();
  let records = 0;
  for await (const element of xmlRecords(chunks, wanted)) {
    if (++records > entriesMax) {
      throw new WagetraceError('list.too-large', `More than ${entriesMax} records`);
    }
    if (!simple.take(element)) advanced.take(element);
  }
  const document = simple.document() ?? advanced.document();
  if (document) return document;
  throw new WagetraceError('list.malformed', 'The document has no publication header');
}
