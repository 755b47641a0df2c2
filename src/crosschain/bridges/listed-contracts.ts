import type { ChainId } from '../../domain/caip.ts';
import { addressesOn, type BridgeRow } from './bridge-row.ts';

/** Addresses of all contracts that the rows list on a chain, each once, as the rows spell them. */
export function listedContracts(rows: readonly BridgeRow[], chain: ChainId): string[] {
  const addresses = rows.flatMap((row) =>
    [...row.contracts.keys()].flatMap((group) => addressesOn(row, group, chain)),
  );
  return [...new Set(addresses)];
}
