import { type RawBuilder, sql } from 'kysely';
import type { ChainId } from '../domain/caip.ts';

/** The chain of a CAIP-10 account, as an index may have it. */
export function chainOfAccount(account: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`split_part(${account}, ':', 1) || ':' || split_part(${account}, ':', 2)`;
}

/**
 * True for CAIP-10 accounts of the chain, told from their bytes so that an index in byte order
 * finds them: a colon ends the chain, and the next sign after it is the semicolon.
 */
export function ofChain(account: RawBuilder<unknown>, chain: ChainId): RawBuilder<boolean> {
  const [from, to] = [`${chain}:`, `${chain};`];
  return sql<boolean>`(${account} collate "C" >= ${from} and ${account} collate "C" < ${to})`;
}
