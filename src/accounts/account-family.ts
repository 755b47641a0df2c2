import type { ChainId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { BitcoinFamily } from './bitcoin-networks.ts';

/** Chains whose accounts are one identity: what is listed for one is listed for all of them. */
export type AccountFamily =
  | BitcoinFamily
  | 'cardano'
  | 'cosmos'
  | 'evm'
  | 'monero'
  | 'solana'
  | 'stellar'
  | 'ton'
  | 'tron'
  | 'xrp';

/** CAIP-2 namespaces in which every chain spells its accounts alike. */
const familyByNamespace: Readonly<Record<string, AccountFamily>> = {
  btg: 'bitcoin-gold',
  cip34: 'cardano',
  cosmos: 'cosmos',
  eip155: 'evm',
  monero: 'monero',
  solana: 'solana',
  stellar: 'stellar',
  tron: 'tron',
  ton: 'ton',
  tvm: 'ton',
  xrpl: 'xrp',
};

/**
 * The first 32 digits of the hash of a chain's genesis block, or of its first own block where it
 * forked off (BIP-122, CAIP-4). Dogecoin is also met with leading zeros that its hash has not.
 */
const familyByGenesis: Readonly<Record<string, BitcoinFamily>> = {
  '000000000019d6689c085ae165831e93': 'bitcoin',
  '000000000933ea01ad0ee984209779ba': 'bitcoin-testnet',
  '00000000da84f2bafbbc53dee25a72ae': 'bitcoin-testnet',
  '00000008819873e925422c1ff0f99f7c': 'bitcoin-testnet',
  '0f9188f13cb7b2c71f2a335e3a4fc328': 'bitcoin-regtest',
  '12a765e31ffd4059bada1e25190f6e98': 'litecoin',
  '4966625a4b2851d9fdee139e56211a0d': 'litecoin-testnet',
  '530827f38f93b43ed12af0b3ad25a288': 'litecoin-regtest',
  '000000000000000000651ef99cb9fcbe': 'bitcoin-cash',
  '000000000000000001d956714215d96f': 'bitcoin-sv',
  '1a91e3dace36e2be3bf030a65679fe82': 'dogecoin',
  '00000000001a91e3dace36e2be3bf030': 'dogecoin',
  '00000ffd590b1485b3caadc19b22e637': 'dash',
  '00040fe8ec8471911baa1db1266ea15d': 'zcash',
  '00000fc63692467faeb20cdb3b53200d': 'verge',
};

/**
 * The family whose spelling the accounts of a chain have.
 * Throws `account.unknown-chain-family` for a chain that no codec knows.
 */
export function accountFamilyOf(chain: ChainId): AccountFamily {
  const colon = chain.indexOf(':');
  const namespace = chain.slice(0, colon);
  const family =
    namespace === 'bip122' ? familyByGenesis[chain.slice(colon + 1)] : familyByNamespace[namespace];
  if (family) return family;
  throw new WagetraceError(
    'account.unknown-chain-family',
    'No address codec is known for this chain',
    { details: { chain } },
  );
}
