import { WagetraceError } from '../domain/errors.ts';
import type { ListSource } from './list-source.ts';
import { usOfacSdn } from './lists/us-ofac/source.ts';

/** Every list that can be read, one folder each. */
export const listSources: readonly ListSource[] = [usOfacSdn];

/** The source of a list. Throws `list.unknown`. */
export function sourceOf(list: string): ListSource {
  const source = listSources.find((candidate) => candidate.list === list);
  if (source) return source;
  throw new WagetraceError('list.unknown', 'No such list', { details: { list } });
}
