/** What a memo of THORChain or MAYAChain asks for, or reports. */
export type Memo =
  | {
      readonly kind: 'swap';
      /** Chain of the wanted asset, in the protocol's spelling, such as `BTC`. */
      readonly chain: string;
      /** The wanted asset, such as `BTC.BTC`. */
      readonly asset: string;
      readonly recipient: string;
    }
  /** A payout, or a refund, for the inbound transaction with this hash (64 hex digits). */
  | { readonly kind: 'out' | 'refund'; readonly inbound: string };

/** Assets that memos abbreviate to a letter or two, to fit into 80 bytes of OP_RETURN. */
const shortAssets: Readonly<Record<string, string>> = {
  r: 'THOR.RUNE',
  a: 'AVAX.AVAX',
  b: 'BTC.BTC',
  c: 'BCH.BCH',
  d: 'DOGE.DOGE',
  e: 'ETH.ETH',
  f: 'BASE.ETH',
  g: 'GAIA.ATOM',
  l: 'LTC.LTC',
  s: 'BSC.BNB',
  tr: 'TRON.TRX',
  x: 'XRP.XRP',
};

/**
 * Reads a memo: `=:ASSET:DESTINATION[/REFUND]:…` (also `SWAP`, `s` and the limit form `=<`),
 * `OUT:HASH`, `REFUND:HASH`. Undefined for any other text: liquidity, loans, names.
 */
export function parseMemo(text: string): Memo | undefined {
  const [verb = '', first = '', second = ''] = text.trim().split(':');
  const word = verb.toLowerCase();
  if (word === 'out' || word === 'refund') {
    return /^[0-9a-fA-F]{64}$/.test(first)
      ? { kind: word, inbound: first.toLowerCase() }
      : undefined;
  }
  if (!['=', '=<', 's', 'swap'].includes(word)) return undefined;
  const asset = shortAssets[first.toLowerCase()] ?? first;
  const chain = /^([A-Za-z]+)[./~-]/.exec(asset)?.[1]?.toUpperCase();
  const recipient = second.split('/')[0];
  return chain && recipient ? { kind: 'swap', chain, asset, recipient } : undefined;
}
