import { WagetraceError } from '../domain/errors.ts';
import type { ListSource } from './list-source.ts';
import { euConsolidated } from './lists/eu-consolidated/source.ts';
import { followTheMoney } from './lists/follow-the-money/source.ts';
import { ilNbctf } from './lists/il-nbctf/source.ts';
import { issuerFreezes } from './lists/issuer-freezes/source.ts';
import { operatorCsv } from './lists/operator-csv/source.ts';
import { ownershipCsv } from './lists/ownership-csv/source.ts';
import { ukSanctions } from './lists/uk-sanctions/source.ts';
import { unSecurityCouncil } from './lists/un-security-council/source.ts';
import { usOfacConsolidated, usOfacSdn } from './lists/us-ofac/source.ts';
import type { ListConfig, ListsConfig } from './lists-config.ts';

/** Every list that can be read, one folder for each publisher. */
export const listSources: readonly ListSource[] = [
  usOfacSdn,
  usOfacConsolidated,
  unSecurityCouncil,
  euConsolidated,
  ukSanctions,
  ilNbctf,
  operatorCsv,
  followTheMoney,
  ownershipCsv,
  issuerFreezes,
];

/**
 * The source of a configured list: a publisher's own, or a format under a name that the operator
 * chose. Throws `list.unknown`.
 */
export function sourceOf(list: string, config: ListConfig): ListSource {
  const source = listSources.find((candidate) => candidate.list === (config.source ?? list));
  if (!source) throw new WagetraceError('list.unknown', 'No such list', { details: { list } });
  return {
    ...source,
    list,
    publisher: config.publisher ?? source.publisher,
    jurisdiction: config.jurisdiction ?? source.jurisdiction,
    effect: config.effect ?? source.effect,
  };
}

/** A list that the operator has in use. */
export interface ListInUse {
  readonly source: ListSource;
  readonly config: ListConfig;
}

/** Throws `list.unknown`. */
export function listsInUse({ lists }: ListsConfig): ListInUse[] {
  return Object.entries(lists)
    .filter(([, config]) => config.enabled)
    .map(([list, config]) => ({ source: sourceOf(list, config), config }));
}
