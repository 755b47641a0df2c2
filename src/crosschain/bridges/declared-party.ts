import { encodeBase58, toUtf8String } from 'ethers';
import { readAccount } from '../../accounts/account.ts';
import { accountFamilyOf } from '../../accounts/account-family.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import { isWagetraceError } from '../../domain/errors.ts';
import type { DeclaredParty } from '../../domain/leg.ts';

const zeros12 = '0'.repeat(24);

/** The account of a chain as a party. */
export function partyOf(account: AccountId): DeclaredParty {
  const chainEnd = account.indexOf(':', account.indexOf(':') + 1);
  // CAST: what stands before the second colon of a CAIP-10 id is its CAIP-2 id.
  const chain = account.slice(0, chainEnd) as ChainId;
  return { account, raw: account.slice(chainEnd + 1), family: accountFamilyOf(chain) };
}

/**
 * A party as a bridge event gives it for another chain: 20 bytes, 32 bytes (an EVM address padded
 * on the left, or a Solana key), other bytes (often the text of an address), or text. Canonical
 * when the chain is known and has a codec; otherwise raw, with what can be told of its family.
 */
export function declaredParty(chain: ChainId | undefined, value: string): DeclaredParty {
  let raw = value;
  for (const text of spellingsOf(value)) {
    raw = text;
    if (!chain) break;
    const account = accountOn(chain, text);
    if (account) return { ...partyOf(account), raw: text };
  }
  return { raw, family: !chain && /^0x[0-9a-f]{40}$/.test(raw) ? 'evm' : 'unknown' };
}

/** On Solana a bridge pays to a token account; who owns it such a message does not name. */
export function tokenAccountParty(party: DeclaredParty): DeclaredParty {
  return party.family === 'solana' ? { ...party, tokenAccount: true } : party;
}

/** The readings of a value, the likeliest first. */
function* spellingsOf(value: string): Iterable<string> {
  if (!/^0x[0-9a-fA-F]*$/.test(value)) {
    yield value;
    return;
  }
  const hex = value.toLowerCase().slice(2);
  if (hex.length === 64) {
    if (hex.startsWith(zeros12) && !/^0+$/.test(hex)) yield `0x${hex.slice(24)}`;
    yield base58Of(hex);
  }
  yield (hex.length === 40 || hex.length === 64 ? undefined : asciiOf(hex)) ?? `0x${hex}`;
}

function accountOn(chain: ChainId, text: string): AccountId | undefined {
  try {
    return readAccount(chain, /^0x[0-9a-fA-F]+$/.test(text) ? text.toLowerCase() : text);
  } catch (error) {
    if (isWagetraceError(error)) return undefined; // No address of that chain, or no codec for it.
    throw error;
  }
}

/** Base58 as Solana spells keys: each leading zero byte is a `1`. */
function base58Of(hex: string): string {
  const zeroBytes = Math.floor((/^0*/.exec(hex)?.[0].length ?? 0) / 2);
  const digits = BigInt(`0x${hex}`) === 0n ? '' : encodeBase58(`0x${hex}`);
  return `${'1'.repeat(zeroBytes)}${digits.replace(/^1+/, '')}`;
}

function asciiOf(hex: string): string | undefined {
  if (hex.length === 0 || hex.length > 300) return undefined;
  const trimmed = hex.replace(/(?:00)+$/, '');
  if (!/^(?:[2-6][0-9a-f]|7[0-9a-e])+$/.test(trimmed)) return undefined;
  return toUtf8String(`0x${trimmed}`);
}
