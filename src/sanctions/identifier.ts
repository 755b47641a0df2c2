import {
  accountKey,
  type RecognisedAddress,
  readAccountId,
  recogniseAddress,
} from '../accounts/account.ts';
import { bitcoinNetworks } from '../accounts/bitcoin-networks.ts';
import { addressOf } from '../domain/caip.ts';
import { isWagetraceError } from '../domain/errors.ts';
import { familiesOfSymbol } from './declared-symbols.ts';

/** What a published identifier is: an account by its encoding, or something kept with the reason. */
export type ReadIdentifier =
  | {
      readonly accountKey: string;
      readonly canonical: string;
      readonly declaredMismatch: boolean;
    }
  | { readonly keptBecause: string };

const testFamilies: ReadonlySet<string> = new Set(
  bitcoinNetworks.filter((network) => network.test).map((network) => network.family),
);

/** Zero-width and direction marks, which published pages carry and no address has. */
const invisible = /\p{Cf}/gu;

/**
 * Cyrillic letters that look like those of base58, each before its twin. Full-width forms fall to
 * NFKC. Only tried when the spelling itself is no address, and what comes out must satisfy its
 * checksum.
 */
const lookAlikes = new Map(
  'АA ВB СC ЕE НH КK МM РP ТT ХX аa сc еe рp хx уy ѕs іi јj ԁd һh'
    .split(' ')
    .map(([from = '', to = '']) => [from, to] as const),
);

function withoutLookAlikes(text: string): string {
  return [...text].map((char) => lookAlikes.get(char) ?? char).join('');
}

function meanings(text: string): RecognisedAddress[] {
  return recogniseAddress(text).filter(({ family }) => !testFamilies.has(family));
}

/** The first spelling that means anything: as it stands, cleaned, and with look-alikes replaced. */
function candidatesOf(raw: string): RecognisedAddress[] {
  const cleaned = raw.normalize('NFKC').replace(invisible, '').trim();
  const plain = meanings(cleaned);
  if (plain.length > 0) return plain;
  const replaced = withoutLookAlikes(cleaned);
  if (replaced === cleaned) return [];
  return meanings(replaced).filter(({ checksum }) => checksum === 'valid');
}

/**
 * Reads a published identifier by its encoding. The declared symbol only chooses among the
 * families that the encoding allows (`1…` is Bitcoin's, Bitcoin Cash's and BSV's); where it says
 * something else, that is kept as evidence. A publisher's mixed case that fails EIP-55 still
 * counts: it is the publisher's typing, not a person's.
 */
export function readIdentifier(raw: string, declaredSymbol: string | undefined): ReadIdentifier {
  if (caip10.test(raw.trim())) return readNamed(raw);
  const candidates = candidatesOf(raw);
  const declared = declaredSymbol === undefined ? undefined : familiesOfSymbol(declaredSymbol);
  const agreed = candidates.find(({ family }) => declared?.includes(family));
  const chosen = agreed ?? candidates[0];
  if (!chosen) return { keptBecause: whyNoAddress(raw) };
  return {
    accountKey: chosen.key,
    canonical: chosen.canonical,
    declaredMismatch: declared !== undefined && !agreed,
  };
}

/** An operator may say which chain is meant (CAIP-10), be it one of tests. */
const caip10 = /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}:[^:]{1,128}$/;

function readNamed(raw: string): ReadIdentifier {
  try {
    const account = readAccountId(raw);
    const canonical = addressOf(account);
    return { accountKey: accountKey(account), canonical, declaredMismatch: false };
  } catch (error) {
    if (!isWagetraceError(error)) throw error;
    return { keptBecause: `no-address: ${error.message}` };
  }
}

function whyNoAddress(raw: string): string {
  if (/^(?:0x)?[0-9a-f]{64}$/i.test(raw.trim())) {
    return 'no-address: 32 bytes in hex are a hash, a key or a payment id, of no chain in particular';
  }
  if (/^\d{4,20}$/.test(raw.trim())) return 'no-address: a number, such as an account at a service';
  return 'no-address: it satisfies the encoding of no known chain';
}
