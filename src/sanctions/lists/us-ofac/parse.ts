import { WagetraceError } from '../../../domain/errors.ts';
import { requireDate } from '../../published-date.ts';
import { childText, type XmlElement, xmlRecords } from '../../xml-records.ts';

/** `SDN.XML` as published: what it says of itself, and its entries. */
export interface SdnDocument {
  readonly published: string;
  readonly declaredRecords: number;
  readonly entries: readonly XmlElement[];
}

// The publisher spells it so.
const headerName = 'publshInformation';
const entryName = 'sdnEntry';
const wanted = new Set([headerName, entryName]);
const entriesMax = 500_000;

function malformed(message: string): WagetraceError {
  return new WagetraceError('list.malformed', message);
}

/** Reads `SDN.XML` or `CONSOLIDATED.XML`, in the namespace of before or after 2024. */
export async function parseSdn(chunks: AsyncIterable<Uint8Array>): Promise<SdnDocument> {
  let header: XmlElement | undefined;
  const entries: XmlElement[] = [];
  for await (const element of xmlRecords(chunks, wanted)) {
    if (element.name === headerName) header = element;
    else entries.push(element);
    if (entries.length > entriesMax) throw malformed(`More than ${entriesMax} entries`);
  }
  if (!header) throw malformed('The document has no publication header');
  const declared = childText(header, 'Record_Count') ?? '';
  if (!/^\d{1,9}$/.test(declared)) throw malformed('The document declares no record count');
  return {
    published: requireDate(childText(header, 'Publish_Date'), 'month-first'),
    declaredRecords: Number(declared),
    entries,
  };
}
