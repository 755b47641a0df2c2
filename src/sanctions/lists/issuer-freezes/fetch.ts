import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** What an event of an issuer's contract does to an account. */
export type FreezeAction = 'freeze' | 'unfreeze' | 'destroy';

function topicOf(signature: string): string {
  return `0x${bytesToHex(keccak_256(new TextEncoder().encode(signature)))}`;
}

/** The events by which the issuers of USDT (`TetherToken`) and USDC (`FiatToken`) freeze and release. */
export const actionBySignature: ReadonlyMap<string, FreezeAction> = new Map([
  ['AddedBlackList(address)', 'freeze'],
  ['RemovedBlackList(address)', 'unfreeze'],
  ['DestroyedBlackFunds(address,uint256)', 'destroy'],
  ['Blacklisted(address)', 'freeze'],
  ['UnBlacklisted(address)', 'unfreeze'],
]);

/** The same by first topic. The account is indexed or in the data, as the contract has it. */
export const actionByTopic: ReadonlyMap<string, FreezeAction> = new Map(
  [...actionBySignature].map(([signature, action]) => [topicOf(signature), action]),
);
