import { type AccountSpelling, accountSpelling } from '../../accounts/script-accounts.ts';
import type { ChainId } from '../../domain/caip.ts';
import type { Chain } from '../../domain/chain.ts';

/** One chain of this kind, with what the mapping of its transactions needs. */
export interface BitcoinChain {
  readonly chain: Chain;
  readonly spell: AccountSpelling;
}

/** Throws `account.unknown-chain-family` for a chain without an address codec. */
export function bitcoinChain(chain: Chain): BitcoinChain {
  return { chain, spell: accountSpelling(chain.id) };
}

/** Chains that forked off are named by their first own block (CAIP-4), at this height. */
const firstOwnHeights: Readonly<Record<string, number>> = {
  '000000000000000000651ef99cb9fcbe': 478_559, // Bitcoin Cash
  '000000000000000001d956714215d96f': 556_767, // Bitcoin SV
};

/** The height of the block whose hash names the chain; 0 but for forks. */
export function namingHeight(chain: ChainId): number {
  return firstOwnHeights[chain.split(':')[1] ?? ''] ?? 0;
}

/** True when a block hash is the one that names the chain. */
export function namesChain(chain: ChainId, blockHash: string): boolean {
  return `bip122:${blockHash.slice(0, 32)}` === chain;
}
