import { type AccountId, accountId, type ChainId } from '../domain/caip.ts';
import { accountFamilyOf } from './account-family.ts';
import { type BitcoinScriptKind, writeBitcoinAddress } from './bitcoin-address.ts';
import { bitcoinNetworkOf, isBitcoinFamily } from './bitcoin-networks.ts';

/**
 * The account of a chain that a key of `accountKey` names, for chains of the Bitcoin family;
 * undefined for a key of another family, and for one that no output script has (a shielded one).
 */
export function bitcoinAccountOfKey(chain: ChainId, key: string): AccountId | undefined {
  const family = accountFamilyOf(chain);
  const [own, kind = '', hex = ''] = key.split(':');
  if (own !== family || !isBitcoinFamily(family) || !isScriptKind(kind)) return undefined;
  return accountId(`${chain}:${writeBitcoinAddress(bitcoinNetworkOf(family), { kind, hex })}`);
}

const scriptKinds: Readonly<Record<BitcoinScriptKind, true>> = {
  p2pkh: true,
  p2sh: true,
  p2sh32: true,
  p2wpkh: true,
  p2wsh: true,
  p2tr: true,
  p2a: true,
  witness: true,
  script: true,
};

function isScriptKind(kind: string): kind is BitcoinScriptKind {
  return Object.hasOwn(scriptKinds, kind);
}
