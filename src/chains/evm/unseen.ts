import type { IncompleteReason } from '../../domain/completeness.ts';
import type { EvmQuirks } from './evm-chain.ts';
import type { WireBlock } from './wire.ts';

const partialFees: IncompleteReason = {
  code: 'partial-fees',
  message: 'Fees lack the part that is paid for data on Ethereum: the explorer does not list it',
};
const noDeposits: IncompleteReason = {
  code: 'no-deposits',
  message: 'What came from layer 1 with a transaction was not read: the explorer does not list it',
};
const noWithdrawals: IncompleteReason = {
  code: 'no-withdrawals',
  message: 'Withdrawals of validators were not read: the source does not list them',
};
const noAtomic: IncompleteReason = {
  code: 'no-atomic-transfers',
  message: 'Transfers between this chain and the X and P chains are not read',
};

/** What no list of an explorer tells of an account on this chain. */
export function unseenByExplorers(
  quirks: EvmQuirks,
  lists: { readonly withdrawals: boolean; readonly wholeFees: boolean },
): IncompleteReason[] {
  return [
    ...(quirks.l1Fee && !lists.wholeFees ? [partialFees] : []),
    ...(quirks.deposits ? [noDeposits] : []),
    ...(lists.withdrawals ? [] : withdrawalsUnseen(quirks)),
    ...atomicUnseen(quirks),
  ];
}

/** An index of traces has transactions alone. */
export function withdrawalsUnseen({ withdrawals }: EvmQuirks): IncompleteReason[] {
  return withdrawals === 'native' ? [noWithdrawals] : [];
}

/** Blocks say whether they hold any; undefined: no block was read. */
export function atomicUnseen(
  { atomicTransfers }: EvmQuirks,
  blocks?: readonly Pick<WireBlock, 'blockExtraData'>[],
): IncompleteReason[] {
  if (!atomicTransfers) return [];
  const none = blocks?.every(({ blockExtraData }) => (blockExtraData ?? '0x').length <= 2);
  return none ? [] : [noAtomic];
}
