import { WagetraceError } from '../../../domain/errors.ts';
import type { FetchDocument, ListDocument } from '../../list-source.ts';
import { parseDelta } from './parse-delta.ts';
import { deltaUrl, historyUrl, type Publication, parseHistory } from './publications.ts';

/** OFAC publishes two or three times a week: more than a year of them is a fresh start. */
const publicationsMax = 200;
const historyCharsMax = 5_000_000;

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > historyCharsMax) {
      throw new WagetraceError('list.too-large', 'The history of publications is too long');
    }
  }
  return text;
}

async function publicationsBetween(
  after: string,
  until: string,
  fetchDocument: FetchDocument,
  origin: string | undefined,
): Promise<Publication[]> {
  const found: Publication[] = [];
  for (let year = Number(after.slice(0, 4)); year <= Number(until.slice(0, 4)); year++) {
    found.push(...parseHistory(await textOf(fetchDocument(historyUrl(origin, year)))));
  }
  // Of that day there may be a later publication; what the list had already keeps its first date.
  const between = found.filter(({ date }) => date >= after && date <= until);
  if (between.length > publicationsMax) {
    throw new WagetraceError(
      'list.too-many-publications',
      `${between.length} publications lie between the two lists`,
    );
  }
  return between.sort((a, b) => a.id - b.id);
}

/**
 * Dates the wallets that are new since the list of `after` by the publication that brought each:
 * the list itself says only when it was published, which may be many publications later.
 */
export async function dateWallets(
  document: ListDocument,
  after: string,
  fetchDocument: FetchDocument,
  origin?: string,
): Promise<ListDocument> {
  const until = document.published ?? after;
  const publications = await publicationsBetween(after, until, fetchDocument, origin);
  const dates = new Map<string, string>();
  for (const publication of publications) {
    const delta = await parseDelta(fetchDocument(deltaUrl(origin, publication)));
    // The last one counts: what was taken off and listed again is a new listing.
    for (const { symbol, raw } of delta.added) dates.set(`${symbol} ${raw}`, delta.published);
  }
  return {
    ...document,
    identifiers: document.identifiers.map((identifier) => {
      const published = dates.get(`${identifier.declaredSymbol} ${identifier.raw}`);
      return published === undefined ? identifier : { ...identifier, published };
    }),
  };
}
