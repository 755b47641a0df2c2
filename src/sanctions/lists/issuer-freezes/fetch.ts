import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** What an event of an issuer's contract does to an account. */
export type FreezeAction = 'freeze' | 'unfreeze' | 'destroy';

function topicOf(signature: string): string {
  return `0x${bytesToHex(keccak_256(new TextEncoder().encode(signature)))}`;
}

/**
 * The events by which the issuers of USDT (`TetherToken`) and USDC (`FiatToken`) freeze and release
 * accounts, by first topic. The account is indexed or in the data, as the contract has it.
 */
export const actionByTopic: ReadonlyMap<string, FreezeAction> = new Map([
  [topicOf('AddedBlackList(address)'), 'freeze'],
  [topicOf('RemovedBlackList(address)'), 'unfreeze'],
  [topicOf('DestroyedBlackFunds(address,uint256)'), 'destroy'],
  [topicOf('Blacklisted(address)'), 'freeze'],
  [topicOf('UnBlacklisted(address)'), 'unfreeze'],
]);
