import type { AccountId } from '../domain/caip.ts';
import { accountKey } from './account.ts';

/** Addresses that nobody holds the key of, by account key: what is paid to one is burnt. */
const unowned = new Set([
  'evm:0x0000000000000000000000000000000000000000',
  'evm:0x000000000000000000000000000000000000dead',
  'solana:11111111111111111111111111111111',
  'solana:1nc1nerator11111111111111111111111111111111',
  'tron:T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb',
]);

/** True for the zero address and the usual burn addresses. */
export function isUnowned(account: AccountId): boolean {
  return unowned.has(accountKey(account));
}
