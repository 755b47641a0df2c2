import type { AccountId, ChainId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import { accountFamilyOf } from './account-family.ts';
import { type BitcoinScriptKind, writeScriptAddress } from './bitcoin-address.ts';
import { bitcoinNetworkOf, isBitcoinFamily } from './bitcoin-networks.ts';

/** Spells the accounts of one chain from what a script pays to: its bytes from `from` up to `to`. */
export type AccountSpelling = (
  kind: BitcoinScriptKind,
  script: Uint8Array,
  from: number,
  to: number,
) => AccountId;

/** Throws `account.unknown-chain-family` for a chain that is not of the Bitcoin family. */
export function accountSpelling(chain: ChainId): AccountSpelling {
  const family = accountFamilyOf(chain);
  if (!isBitcoinFamily(family)) {
    throw new WagetraceError('account.unknown-chain-family', 'Not a chain of the Bitcoin family', {
      details: { chain },
    });
  }
  const network = bitcoinNetworkOf(family);
  // CAST: a chain id and an address that the codec wrote; checking each took as long as writing it.
  return (kind, script, from, to) =>
    `${chain}:${writeScriptAddress(network, kind, script, from, to)}` as AccountId;
}
