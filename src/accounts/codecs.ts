import type { AccountFamily } from './account-family.ts';
import type { AddressCodec } from './address-codec.ts';
import { bitcoinCodec } from './bitcoin-address.ts';
import { bitcoinNetworks } from './bitcoin-networks.ts';
import { cardanoCodec } from './cardano-address.ts';
import { cosmosCodec } from './cosmos-address.ts';
import { evmCodec } from './evm-address.ts';
import { moneroCodec } from './monero-address.ts';
import { solanaCodec } from './solana-address.ts';
import { stellarCodec } from './stellar-address.ts';
import { tonCodec } from './ton-address.ts';
import { tronCodec } from './tron-address.ts';
import { xrpCodec } from './xrp-address.ts';

/** Every codec; where one spelling fits several families, the likelier one comes first. */
export const codecs: readonly AddressCodec[] = [
  evmCodec,
  tronCodec,
  ...bitcoinNetworks.map(bitcoinCodec),
  solanaCodec,
  xrpCodec,
  moneroCodec,
  stellarCodec,
  tonCodec,
  cardanoCodec,
  cosmosCodec,
];

const codecByFamily = new Map(codecs.map((codec) => [codec.family, codec]));

/** The codec of a family. */
export function codecOf(family: AccountFamily): AddressCodec {
  const codec = codecByFamily.get(family);
  if (!codec) throw new TypeError(`no codec for ${family}`);
  return codec;
}
