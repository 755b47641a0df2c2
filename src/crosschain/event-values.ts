import { readAccount } from '../accounts/account.ts';
import type { AccountId, AssetId, ChainId } from '../domain/caip.ts';
import { addressOf, assetId, chainOf } from '../domain/caip.ts';

/** ERC-7528: the address that stands for the native coin where a token is expected. */
const nativeMarker = '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee';

/**
 * The account that an `address` of an event names, on the chain of the event.
 * Throws `account.unreadable` for what is no address of that chain.
 */
export function eventAccount(chain: ChainId, value: unknown): AccountId {
  return readAccount(chain, String(value).toLowerCase());
}

/** The token of a contract of an EVM-like chain: `erc20` there, `trc20` on Tron (CAIP-19). */
export function tokenAsset(contract: AccountId): AssetId {
  const chain = chainOf(contract);
  const namespace = chain.startsWith('tron:') ? 'trc20' : 'erc20';
  return assetId(`${chain}/${namespace}:${addressOf(contract)}`);
}

/**
 * The asset of a token field of an event: the native coin for its markers, else the token. Of
 * another chain than the record's the native asset may be undefined; then a marker is a token.
 */
export function eventAsset(
  chain: ChainId,
  nativeAsset: AssetId | undefined,
  value: unknown,
): AssetId {
  const address = String(value).toLowerCase();
  const isMarker = address === nativeMarker || /^0x0+$/.test(address);
  if (isMarker && nativeAsset) return nativeAsset;
  return tokenAsset(eventAccount(chain, address));
}

/** A `uint` of an event as base units. */
export function eventAmount(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(String(value));
}
