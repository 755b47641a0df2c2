import { type RecognisedAddress, recogniseAddress } from '../accounts/account.ts';
import { familiesOfSymbol } from './declared-symbols.ts';

/** A wallet that somebody wrote into prose. */
export interface MentionedWallet {
  readonly raw: string;
  readonly declaredSymbol?: string;
  /** Set where only a person can tell whether it is an address. */
  readonly keptBecause?: string;
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The shortest address of any family is Bitcoin's P2A; shorter words are never tried. */
const addressCharsMin = 14;
/** Unified and Cardano addresses; a longer run of characters is no address. */
const addressCharsMax = 256;
/** An address broken by a line or a slip of the hand; more parts than this is prose. */
const partsMax = 3;
/** How far before a word its currency is looked for. */
const labelChars = 40;
const mentionsMax = 5_000;

const symbols = [
  ...['BTC', 'XBT', 'Bitcoin', 'ETH', 'Ethereum', 'ERC-?20', 'TRX', 'TRON', 'TRC-?20', 'USDT'],
  ...['Tether', 'USDC', 'LTC', 'Litecoin', 'BCH', 'BSV', 'DASH', 'DOGE', 'Dogecoin', 'ETC', 'XMR'],
  ...['Monero', 'ZEC', 'Zcash', 'XRP', 'SOL', 'Solana', 'BNB', 'BSC', 'BEP-?20', 'ARB', 'TON'],
];
const symbolPattern = new RegExp(`(?<![A-Za-z0-9])(${symbols.join('|')})(?![A-Za-z0-9])`, 'gi');
const symbolByWord: Readonly<Record<string, string>> = {
  BITCOIN: 'XBT',
  BTC: 'XBT',
  ETHEREUM: 'ETH',
  ERC20: 'ETH',
  TRON: 'TRX',
  TRC20: 'TRX',
  TETHER: 'USDT',
  LITECOIN: 'LTC',
  DOGECOIN: 'DOGE',
  MONERO: 'XMR',
  ZCASH: 'ZEC',
  SOLANA: 'SOL',
  BEP20: 'BSC',
};

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[A-Za-z0-9]+(?::[A-Za-z0-9]+)?/g)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The currency named last before the word, on its own line and close by. */
function symbolBefore(text: string, at: number): string | undefined {
  const before =
    text
      .slice(Math.max(0, at - labelChars), at)
      .split('\n')
      .at(-1) ?? '';
  const last = [...before.matchAll(symbolPattern)].at(-1)?.[1]?.toUpperCase().replace('-', '');
  return last === undefined ? undefined : (symbolByWord[last] ?? last);
}

/** What is an address beyond doubt: its checksum holds, or it has the unmistakable form `0x…`. */
function isCertain(read: RecognisedAddress, joined: boolean): boolean {
  if (read.checksum === 'valid') return true;
  return read.family === 'evm' && read.checksum === 'none' && !joined;
}

function meaning(text: string, joined: boolean): RecognisedAddress[] {
  if (text.length < addressCharsMin || text.length > addressCharsMax) return [];
  return recogniseAddress(text).filter((read) => isCertain(read, joined));
}

/** `ETH:0x…`: the word may begin with the currency. */
function spellings(word: string): string[] {
  const after = word.split(':')[1];
  return after === undefined ? [word] : [word, after];
}

/** The fewest following words that make an address together, only white space between them. */
function readAt(text: string, words: readonly Word[], at: number) {
  let joined = '';
  for (let parts = 1; parts <= partsMax; parts++) {
    const word = words[at + parts - 1];
    const previous = words[at + parts - 2];
    if (!word) return undefined;
    if (parts > 1 && previous && !/^\s+$/.test(text.slice(previous.end, word.start)))
      return undefined;
    joined += word.text;
    const raw = spellings(joined).find((one) => meaning(one, parts > 1).length > 0);
    if (raw !== undefined) return { raw, parts };
  }
  return undefined;
}

/**
 * What looks like an address but has nothing that vouches for it: named as Solana's, or a mixed-case
 * `0x…` that fails EIP-55. Kept for a person to look at.
 */
function doubtful(word: string, symbol: string | undefined): MentionedWallet | undefined {
  const candidates = spellings(word).flatMap((raw) =>
    raw.length < addressCharsMin ? [] : recogniseAddress(raw).map((read) => ({ raw, read })),
  );
  const declared = symbol === undefined ? undefined : familiesOfSymbol(symbol);
  for (const { raw, read } of candidates) {
    if (read.checksum === 'wrong') return { raw, keptBecause: 'no-checksum: it fails EIP-55' };
    if (declared?.includes(read.family) && symbol !== undefined) {
      return { raw, declaredSymbol: symbol, keptBecause: 'no-checksum: nothing vouches for it' };
    }
  }
  return undefined;
}

/**
 * The wallets that a free text mentions. A word counts only when its checksum holds (or as `0x`
 * and forty hex digits); words that white space parts are joined only when the checksum then
 * holds. The currency is the one named before it.
 */
export function walletsIn(text: string): MentionedWallet[] {
  const words = wordsOf(text);
  const found = new Map<string, MentionedWallet>();
  for (let at = 0; at < words.length && found.size < mentionsMax; at++) {
    const word = words[at];
    if (!word) continue;
    // The currency may be glued to the address, as in `ETH:0x…`.
    const symbol = symbolBefore(text, word.start + word.text.indexOf(':') + 1);
    const read = readAt(text, words, at);
    if (read) {
      found.set(read.raw, {
        raw: read.raw,
        ...(symbol === undefined ? {} : { declaredSymbol: symbol }),
      });
      at += read.parts - 1;
      continue;
    }
    const doubt = doubtful(word.text, symbol);
    if (doubt) found.set(doubt.raw, doubt);
  }
  return [...found.values()];
}
