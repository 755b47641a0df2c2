import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { messageOf, WagetraceError } from '../domain/errors.ts';
import type { LabelRow } from './read-labels.ts';
import { categoriesOfConcepts, chainsOfNetworks, levelsOfConfidences } from './tag-pack-words.ts';

/** Times that an anchor of a pack may be used; above that it is a bomb. */
const aliasesMax = 1_000;

const word = z.union([z.string(), z.number()]).transform(String);

/** Properties that a pack gives for all of its tags, or a tag for itself. */
const properties = {
  source: word.optional(),
  currency: word.optional(),
  network: word.optional(),
  category: word.optional(),
  concepts: z.array(word).optional(),
  abuse: word.optional(),
  actor: word.optional(),
  confidence: word.optional(),
  lastmod: word.optional(),
  label: word.optional(),
};
const tag = z.object({ ...properties, address: word.optional() });
const pack = z.object({
  ...properties,
  title: word,
  creator: word,
  tags: z.array(z.unknown()),
});
type Tag = z.output<typeof tag>;

/**
 * Reads a GraphSense TagPack: what a tag does not say for itself, the pack says for all. The
 * creator is the source, `actor` the entity. Throws `label.bad-file` for what is no TagPack.
 */
export function tagPackRows(text: string): LabelRow[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core' });
  const [fault] = document.errors;
  if (fault) throw new WagetraceError('label.bad-file', fault.message.slice(0, 500));
  const parsed = pack.safeParse(plain(document));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    throw new WagetraceError('label.bad-file', `No TagPack: ${faults.join('; ').slice(0, 400)}`);
  }
  const { tags, ...header } = parsed.data;
  return tags.map((given, index) => {
    const node = document.getIn(['tags', index], true);
    return { line: lineOf(node, lines), given: rowOf(header, given) };
  });
}

function plain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: aliasesMax });
  } catch (error) {
    throw new WagetraceError('label.bad-file', messageOf(error), { cause: error });
  }
}

function lineOf(node: unknown, lines: LineCounter): number {
  const range =
    typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
  return Array.isArray(range) ? lines.linePos(Number(range[0])).line : 0;
}

function rowOf(header: Omit<z.output<typeof pack>, 'tags'>, given: unknown): LabelRow['given'] {
  const read = tag.safeParse(given);
  // What is no tag has no account, and the check of the claim says so.
  if (!read.success) return { source: header.creator };
  const { title: _title, creator, ...inherited } = header;
  const one: Tag = { ...inherited, ...read.data };
  const network = (one.network ?? one.currency ?? '').toUpperCase();
  return {
    account: one.address,
    // A network that is not known is no chain id either, and the row says which it was.
    chain: chainsOfNetworks[network] ?? network,
    name: one.label ?? one.actor,
    category: categoryOf(one),
    ...(one.actor === undefined ? {} : { entity: one.actor }),
    source: creator,
    ...(one.source === undefined ? {} : { reference: one.source }),
    confidence: levelsOfConfidences[one.confidence ?? 'unknown'] ?? levelsOfConfidences['unknown'],
    date: one.lastmod?.slice(0, 10),
  };
}

function categoryOf({ category, concepts, abuse }: Tag) {
  const known = [category, ...(concepts ?? [])].flatMap((concept) =>
    concept === undefined ? [] : (categoriesOfConcepts[concept] ?? []),
  );
  return known[0] ?? (abuse === undefined ? 'other' : 'crime');
}
