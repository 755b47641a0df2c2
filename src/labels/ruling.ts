import type { AccountId } from '../domain/caip.ts';
import type { AccountLabels, Label, LabelCategory } from '../domain/label.ts';
import type { ServiceKind, ServiceVerdict } from '../domain/service-verdict.ts';

/** Categories whose owners commingle what they receive. */
const serviceKinds: Readonly<Partial<Record<LabelCategory, ServiceKind>>> = {
  exchange: 'exchange',
  otc: 'otc',
  merchant: 'merchant',
  mixer: 'mixer',
  bridge: 'bridge',
  // It pays from its own funds, as an exchange does.
  'instant-swapper': 'exchange',
};

/**
 * Which labels of one account count on a day (YYYY-MM-DD). Of each source the newest counts, all
 * of them when it said several things at once; when that has expired, the source says nothing any
 * more. The surest comes first, then the newest; the others are kept and shown.
 */
export function currentLabels(
  account: AccountId,
  labels: readonly Label[],
  day: string,
): AccountLabels {
  const newest = new Map<string, string>();
  for (const label of labels) {
    const before = newest.get(label.source) ?? '';
    if (saidAt(label) > before) newest.set(label.source, saidAt(label));
  }
  const counts = (label: Label) =>
    newest.get(label.source) === saidAt(label) &&
    (label.expires === undefined || label.expires >= day);
  const current = labels.filter(counts).sort(bySureness);
  const past = labels.filter((label) => !counts(label)).sort(bySureness);
  return { account, current, past, conflicts: conflictsOf(current) };
}

/**
 * The verdict that the first of the current labels gives; undefined when it is of no service's
 * category, whatever less sure labels say. Labels that contradict it stand in the evidence.
 */
export function verdictOf({
  account,
  current,
  conflicts,
}: AccountLabels): ServiceVerdict | undefined {
  const [first] = current;
  const kind = first && serviceKinds[first.category];
  if (!first || !kind) return undefined;
  const { id, name, source, date, confidence } = first;
  const against = conflicts.length > 0 ? `; contradicted: ${conflicts.join(', ')}` : '';
  const evidence = `label ${id}: ${name}, ${source}, ${date}, confidence ${confidence}${against}`;
  // A label speaks of no block.
  return { account, kind, evidence, asOfBlock: 0, source: 'label' };
}

function saidAt(label: Label): string {
  return `${label.date} ${label.importedAt}`;
}

function bySureness(a: Label, b: Label): number {
  if (a.confidence !== b.confidence) return b.confidence - a.confidence;
  const [first, second] = [`${saidAt(b)} ${b.id}`, `${saidAt(a)} ${a.id}`];
  return first < second ? -1 : first > second ? 1 : 0;
}

function conflictsOf(current: readonly Label[]): string[] {
  const [first, ...others] = current;
  if (!first) return [];
  const found = others.flatMap((label) => [
    ...(label.category === first.category ? [] : [`category ${label.category} (${label.source})`]),
    ...(label.entity === undefined || first.entity === undefined || label.entity === first.entity
      ? []
      : [`entity ${label.entity} (${label.source})`]),
  ]);
  return [...new Set(found)];
}
