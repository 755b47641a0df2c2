import type { Asset } from '../../domain/asset.ts';
import { assetId, chainId } from '../../domain/caip.ts';
import type { ImportedChain } from '../configured-catalogue.ts';

/** Not registered with any network (chainid.network), so that nothing real can be mistaken for it. */
const id = chainId('eip155:900000000001');

const native: Asset = {
  id: assetId(`${id}/slip44:1`),
  chain: id,
  symbol: 'sETH',
  decimals: 18,
  conserving: 'yes',
  usdStable: false,
};

/** The synthetic stablecoin in which the sandbox pays. */
export const sandboxStablecoin: Asset = {
  id: assetId(`${id}/erc20:0x5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a`),
  chain: id,
  symbol: 'sUSD',
  decimals: 6,
  conserving: 'yes',
  usdStable: true,
};

/** The chain of the sandbox: synthetic, fed by the generator alone, with an id of its own. */
export const sandboxChain: ImportedChain = {
  chain: {
    id,
    name: 'Sandbox (synthetic)',
    kind: 'file',
    ledger: 'account',
    nativeAsset: native.id,
    finality: { kind: 'confirmations', blocks: 0 },
    synthetic: true,
  },
  assets: [native, sandboxStablecoin],
};
