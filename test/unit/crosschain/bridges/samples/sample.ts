import type { Step } from '../../record-builder.ts';
import { abiOf, contractOf } from '../bridge-harness.ts';
import { payee, usdc, usdcThere, user, zero } from '../pairing.ts';

/** One log of a family, and what its leg says: the other chain, who receives, what and how much. */
export interface Sample {
  readonly role?: 'destination';
  readonly chain?: string;
  readonly steps: readonly Step[];
  /** `none` where the protocol's event does not tell. */
  readonly other: string;
  readonly to: string;
  readonly asset: string;
  readonly amount: bigint;
}

export const base = 'eip155:8453';
export const main = 'eip155:1';
export const native = (chain: string) => `${chain}/slip44:60`;
export const erc20 = (token: string, chain = main) => `${chain}/erc20:${token}`;
export const at = (chain: string, who = payee) => `${chain}:${who}`;
/** The usual leg: 100 of the token on Ethereum, for the payee on Base. */
export const usual = { other: base, to: at(base), asset: erc20(usdc), amount: 100n };
/** The usual payout: 99 on Base, from Ethereum. */
export const paid = { other: main, to: at(base), asset: erc20(usdcThere, base), amount: 99n };

export function emitted(
  protocol: string,
  group: string,
  name: string,
  args: unknown[],
  hint = '',
): Step {
  return { emit: [contractOf(protocol, group, main), abiOf(protocol, name, hint), args] };
}

/** By row of `config/bridges.yml`, then by generation or direction. */
export type Samples = Readonly<Record<string, Readonly<Record<string, Sample>>>>;

/** A transfer of the usual amount from the user. */
export const took = (by: string): Step => ({ transfer: [user, by, usdc, 100n] });
/** What the payee got. */
export const gave = (amount = 99n): Step => ({ transfer: [zero, payee, usdcThere, amount] });
export const polygon = {
  other: 'eip155:137',
  to: at('eip155:137'),
  asset: erc20(usdc),
  amount: 100n,
};
export const bitcoin = 'bip122:000000000019d6689c085ae165831e93';
export const toBitcoin = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
