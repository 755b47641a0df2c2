import type { Conversion } from './conversion.ts';

/**
 * Conversions that a chain of shared source transfers joins, such as one payment that a bridge
 * split, in the order of the first of each group.
 */
export function sharingSources(conversions: readonly Conversion[]): Conversion[][] {
  const groups = new Set<Conversion[]>();
  const groupOf = new Map<string, Conversion[]>();
  for (const conversion of conversions) {
    const { transferKeys } = conversion.source;
    const known = transferKeys.map((key) => groupOf.get(key)).filter((one) => one !== undefined);
    const [group = [], ...others] = new Set(known);
    groups.add(group);
    for (const other of others) groups.delete(other);
    for (const joined of [...others.flat(), conversion]) {
      group.push(joined);
      for (const key of joined.source.transferKeys) groupOf.set(key, group);
    }
  }
  return [...groups];
}
