import { WagetraceError } from '../domain/errors.ts';
import type { ListSource } from './list-source.ts';
import { euConsolidated } from './lists/eu-consolidated/source.ts';
import { ukSanctions } from './lists/uk-sanctions/source.ts';
import { unSecurityCouncil } from './lists/un-security-council/source.ts';
import { usOfacConsolidated, usOfacSdn } from './lists/us-ofac/source.ts';

/** Every list that can be read, one folder for each publisher. */
export const listSources: readonly ListSource[] = [
  usOfacSdn,
  usOfacConsolidated,
  unSecurityCouncil,
  euConsolidated,
  ukSanctions,
];

/** The source of a list. Throws `list.unknown`. */
export function sourceOf(list: string): ListSource {
  const source = listSources.find((candidate) => candidate.list === list);
  if (source) return source;
  throw new WagetraceError('list.unknown', 'No such list', { details: { list } });
}
