import type { InternalCall } from '../internal-calls.ts';
import type { InternalItem } from './wire.ts';

/** Types that move value of their own, as Blockscout names them. */
const valueTypes = new Set(['call', 'create', 'create2', 'selfdestruct']);

/** The internal calls of a transaction, in the order of its trace. */
export function callsOfItems(items: readonly InternalItem[]): InternalCall[] {
  return items
    .filter((item) => item.success && !item.error && item.value > 0n && valueTypes.has(item.type))
    .filter((item) => item.index > 0 || item.type !== 'call')
    .sort((a, b) => a.index - b.index)
    .flatMap(({ from, to, created_contract, value }) => {
      const receiver = to?.hash ?? created_contract?.hash;
      return receiver === undefined ? [] : [{ from: from.hash, to: receiver, amountBase: value }];
    });
}
