import { readAccount } from '../../accounts/account.ts';
import { type AccountId, type AssetId, assetId, type ChainId } from '../../domain/caip.ts';
import type { Chain } from '../../domain/chain.ts';

/** How a chain departs from Ethereum. Addresses are lower case. */
export interface EvmQuirks {
  /** The canonical WETH9: its `Deposit` and `Withdrawal` mint and burn. */
  readonly wrappedNative?: string | undefined;
  /** Contracts whose logs repeat native transfers (Polygon's 0x…1010). */
  readonly ignoreLogsOf?: readonly string[] | undefined;
  /** The contract whose `Transfer` logs are the native transfers, fees among them (zkSync's 0x…800a). */
  readonly nativeTransferLogs?: string | undefined;
  /** Part of the fee pays for data on Ethereum and stands in the receipt only (`l1Fee`). */
  readonly l1Fee?: boolean | undefined;
}

/** One chain of this kind, with what the mapping of its transfers needs. */
export interface EvmChain {
  readonly chain: Chain;
  readonly quirks: EvmQuirks;
  /** Assets of `config/assets.yml`; a token that is not among them is kept and marked. */
  readonly listedAssets: ReadonlySet<AssetId>;
  /** Contracts whose events are stored, lower case: those of known bridges and venues. */
  readonly catalogue: ReadonlySet<string>;
}

export const zeroAddress = `0x${'0'.repeat(40)}`;

/** The canonical account of an address that a source gave. */
export function accountOf(chain: ChainId, address: string): AccountId {
  return readAccount(chain, address.toLowerCase());
}

/** The asset of an ERC-20 contract: its address, never its symbol. */
export function tokenAsset(chain: ChainId, contract: string): AssetId {
  return assetId(`${chain}/erc20:${contract.toLowerCase()}`);
}

/** ISO 8601 UTC of a block's timestamp in seconds. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
