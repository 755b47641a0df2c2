import type { LabelCategory } from '../domain/label.ts';

/** Chains by the names that TagPacks give them. */
export const chainsOfNetworks: Readonly<Record<string, string>> = {
  BTC: 'bip122:000000000019d6689c085ae165831e93',
  BCH: 'bip122:000000000000000000651ef99cb9fcbe',
  LTC: 'bip122:12a765e31ffd4059bada1e25190f6e98',
  ZEC: 'bip122:00040fe8ec8471911baa1db1266ea15d',
  DOGE: 'bip122:1a91e3dace36e2be3bf030a65679fe82',
  DASH: 'bip122:00000ffd590b1485b3caadc19b22e637',
  ETH: 'eip155:1',
  OP: 'eip155:10',
  BSC: 'eip155:56',
  BNB: 'eip155:56',
  XDAI: 'eip155:100',
  POL: 'eip155:137',
  MATIC: 'eip155:137',
  BASE: 'eip155:8453',
  ARB: 'eip155:42161',
  AVAX: 'eip155:43114',
  TRX: 'tron:0x2b6653dc',
};

/** The entity concepts of the INTERPOL taxonomy that TagPacks use. Any other is `other`. */
export const categoriesOfConcepts: Readonly<Record<string, LabelCategory>> = {
  exchange: 'exchange',
  otc: 'otc',
  otc_desk: 'otc',
  shop: 'merchant',
  merchant: 'merchant',
  mixing_service: 'mixer',
  coinjoin: 'mixer',
  defi_bridge: 'bridge',
  bridge: 'bridge',
  payment_processor: 'payment-processor',
  hosted_wallet: 'hosted-wallet',
  defi: 'defi',
  defi_dex: 'defi',
  defi_lending: 'defi',
  gambling: 'gambling',
  market: 'market',
  miner: 'miner',
  mining_service: 'miner',
  organization: 'organisation',
  donation: 'organisation',
  user: 'person',
};

/** Levels of the confidences that TagPacks name, 0 to 100; one that is not named is `unknown`. */
export const levelsOfConfidences: Readonly<Record<string, number>> = {
  override: 100,
  ownership: 100,
  manual_transaction: 90,
  service_api: 70,
  authority_data: 60,
  trusted_provider: 50,
  service_data: 50,
  forensic: 50,
  untrusted_transaction: 40,
  web_crawl: 20,
  heuristic: 10,
  unknown: 5,
};
