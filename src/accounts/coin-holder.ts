import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { type AccountId, accountId, type ChainId } from '../domain/caip.ts';
import type { Coin } from '../domain/utxo.ts';

/** The account of a coin; without an address, that of its script by its SHA-256. */
export function holderOf(chain: ChainId, coin: Pick<Coin, 'account' | 'script'>): AccountId {
  return (
    coin.account ?? accountId(`${chain}:script-${bytesToHex(sha256(hexToBytes(coin.script)))}`)
  );
}

/** SHA-256 of the script that a holder without an address is named by, hex; undefined for any other. */
export function scriptOfHolder(account: AccountId): string | undefined {
  return /:script-([0-9a-f]{64})$/.exec(account)?.[1];
}

/** Stands for nobody: the account of the empty script. New coins come from it, fees go to it. */
export function nobody(chain: ChainId): AccountId {
  return accountId(
    `${chain}:script-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`,
  );
}
