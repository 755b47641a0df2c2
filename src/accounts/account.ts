import {
  type AccountId,
  accountId,
  addressOf,
  type ChainId,
  chainId,
  chainOf,
} from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import { type AccountFamily, accountFamilyOf } from './account-family.ts';
import type { ReadAddress } from './address-codec.ts';
import { codecOf, codecs } from './codecs.ts';

/** An account with the memo that its spelling carried (X-address, muxed or integrated address). */
export interface AccountWithMemo {
  readonly account: AccountId;
  readonly memo?: string;
}

/** One meaning of a text that is an address of some family. */
export interface RecognisedAddress {
  readonly family: AccountFamily;
  readonly key: string;
  readonly canonical: string;
  readonly memo?: string;
  /** `wrong` only for a mixed-case EVM address that fails EIP-55. */
  readonly checksum: ReadAddress['checksum'];
}

/** The longest known address: a Zcash unified address of three receivers has 213 characters. */
const textMax = 256;

function unreadable(chain: string, text: string): WagetraceError {
  return new WagetraceError('account.unreadable', 'Not an address of this chain', {
    details: { chain, given: text.slice(0, textMax) },
  });
}

/** A text is taken with or without the chain before it, as CAIP-10 has it. */
function addressText(chain: ChainId, text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith(`${chain}:`) ? trimmed.slice(chain.length + 1) : trimmed;
}

/**
 * Reads any spelling of an account of a chain, with the memo that some spellings carry.
 * A mixed-case EVM address must satisfy EIP-55.
 * Throws `account.unreadable`, or `account.unknown-chain-family` for a chain without a codec.
 */
export function readAccountWithMemo(chain: ChainId, text: string): AccountWithMemo {
  const codec = codecOf(accountFamilyOf(chain));
  const address = addressText(chain, text);
  const read = address.length > textMax ? undefined : codec.read(address);
  if (!read || read.checksum === 'wrong') throw unreadable(chain, text);
  const account = accountId(`${chain}:${read.canonical}`);
  return read.memo === undefined ? { account } : { account, memo: read.memo };
}

/** The same without the memo: the canonical CAIP-10 id. */
export function readAccount(chain: ChainId, text: string): AccountId {
  return readAccountWithMemo(chain, text).account;
}

/**
 * Reads a CAIP-10 id in any spelling of its address, such as `eip155:1:0xAB…`.
 * Throws as `readAccount`, and `caip.bad-chain` when it does not begin with a chain.
 */
export function readAccountId(text: string): AccountId {
  const trimmed = text.trim();
  const [namespace = '', reference = ''] = trimmed.split(':', 2);
  const chain = chainId(`${namespace}:${reference}`);
  return readAccount(chain, trimmed);
}

/**
 * The identity on which lists match, across the chains of one family: `evm:0xab…`,
 * `bitcoin:p2pkh:…`, `tron:T…`. Throws as `readAccount` for an id that is not canonical.
 */
export function accountKey(account: AccountId): string {
  const chain = chainOf(account);
  const family = accountFamilyOf(chain);
  const read = codecOf(family).read(account.slice(chain.length + 1));
  if (!read) throw unreadable(chain, account);
  return `${family}:${read.identity}`;
}

/**
 * Every meaning that a text without a chain can have: one for each family whose encoding it
 * satisfies. Hex without a marker of its family and `script-…` mean nothing without a chain.
 * An EVM address that fails EIP-55 is returned and says so.
 */
export function recogniseAddress(text: string): readonly RecognisedAddress[] {
  const trimmed = text.trim();
  if (trimmed.length > textMax || /^(?:0x)?41[0-9a-f]{40}$|^script-/i.test(trimmed)) return [];
  const evm = /^0x/i.test(trimmed);
  return codecs.flatMap((codec) => {
    if (evm && codec.family !== 'evm') return [];
    const read = codec.read(trimmed);
    if (!read) return [];
    const { identity, ...rest } = read;
    return [{ family: codec.family, key: `${codec.family}:${identity}`, ...rest }];
  });
}

/** The spelling that people and wallets use: EIP-55, base58, bech32. */
export function displayAddress(account: AccountId): string {
  return codecOf(accountFamilyOf(chainOf(account))).display(addressOf(account));
}
