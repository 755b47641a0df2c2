import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { BridgeContext } from './bridge-family.ts';

/**
 * The chain at the other end of a bridge whose lanes all meet on one home chain: on the home chain
 * by the contract that speaks, elsewhere the home chain itself. Undefined for contracts that the
 * row does not know.
 */
export function laneOf({ record, row }: BridgeContext, contract: AccountId): ChainId | undefined {
  return record.chain === row.home ? row.counterparts.get(contract) : row.home;
}
