import { AbiCoder, toBeHex, zeroPadValue } from 'ethers';
import type { TransactionRecord } from '../../../../src/crosschain/transaction-record.ts';
import { account, address, buildRecord, type Step, token } from '../record-builder.ts';
import { matched } from './bridge-harness.ts';

export const user = address(1);
export const payee = address(2);
export const relayer = address(3);
export const usdc = address(11);
export const usdcThere = address(12);
export const zero = address(0);
export const earlier = '2025-03-01T00:00:00.000Z';
export const later = '2025-03-01T00:01:00.000Z';
export const coder = AbiCoder.defaultAbiCoder();
export const onBase = account(payee, 'eip155:8453');
export const baseUsdc = token(usdcThere, 'eip155:8453');

export function hash32(n: number): string {
  return toBeHex(n, 32);
}

export function padded(address20: string): string {
  return zeroPadValue(address20, 32);
}

/** A transaction of the paying user. */
export function leaves(chain: string, steps: readonly Step[], tx = hash32(1)): TransactionRecord {
  return buildRecord({ chain, tx, time: earlier, from: user, to: relayer, steps });
}

/** A transaction that pays out a minute later. */
export function arrives(chain: string, steps: readonly Step[], tx = hash32(2)): TransactionRecord {
  return buildRecord({ chain, tx, time: later, from: relayer, to: relayer, steps });
}

/** What the first source declares and gave, what came of it, and how that was found. */
export function pair(...records: readonly TransactionRecord[]) {
  const [match] = matched(...records);
  const [found] = match?.destinations ?? [];
  return {
    to: match?.source.recipient?.account,
    given: [match?.source.asset, match?.source.amountBase],
    got: [found?.leg.recipient?.account, found?.leg.asset, found?.leg.amountBase],
    how: [found?.method, found?.confidence],
  };
}
