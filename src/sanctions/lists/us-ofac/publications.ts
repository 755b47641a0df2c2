import { z } from 'zod';
import { WagetraceError } from '../../../domain/errors.ts';

const base = 'https://sanctionslistservice.ofac.treas.gov';

/** One publication of OFAC's lists; its delta is what it changed. */
export interface Publication {
  readonly id: number;
  /** YYYY-MM-DD, in the publisher's time. */
  readonly date: string;
}

const historySchema = z.array(
  z.object({ publicationID: z.int().positive(), datePublished: z.string() }),
);

/** Where the publications of a year are told, since 2023. */
export function historyUrl(origin: string | undefined, year: number): string {
  return `${origin ?? base}/changes/history/${year}`;
}

/** Where a publication's delta is. */
export function deltaUrl(origin: string | undefined, publication: Publication): string {
  return `${origin ?? base}/changes/${publication.id}`;
}

/** Reads the publications of a year. Throws `list.malformed`. */
export function parseHistory(text: string): Publication[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new WagetraceError('list.malformed', 'The history is no JSON', { cause: error });
  }
  const read = historySchema.safeParse(value);
  if (!read.success) throw new WagetraceError('list.malformed', 'The history has another form');
  return read.data.map(({ publicationID, datePublished }) => ({
    id: publicationID,
    date: datePublished.slice(0, 10),
  }));
}
