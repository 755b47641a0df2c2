import type { AccountFamily } from '../accounts/account-family.ts';

/**
 * The families that a declared currency symbol can mean. Tokens live on many chains. It settles
 * what an ambiguous spelling means and shows a mismatch; it never decides against the encoding.
 */
const familiesBySymbol: Readonly<Record<string, readonly AccountFamily[]>> = {
  ADA: ['cardano'],
  ARB: ['evm'],
  ATOM: ['cosmos'],
  BCH: ['bitcoin-cash'],
  BNB: ['cosmos', 'evm'],
  BSC: ['evm'],
  BSV: ['bitcoin-sv'],
  BTC: ['bitcoin'],
  BTG: ['bitcoin-gold'],
  DASH: ['dash'],
  DOGE: ['dogecoin'],
  ETC: ['evm'],
  ETH: ['evm'],
  LTC: ['litecoin'],
  MATIC: ['evm'],
  POL: ['evm'],
  SOL: ['solana'],
  TON: ['ton'],
  TRX: ['tron'],
  USDC: ['evm', 'solana', 'stellar', 'tron'],
  USDT: ['tron', 'evm', 'bitcoin', 'solana', 'ton'],
  XBT: ['bitcoin'],
  XLM: ['stellar'],
  XMR: ['monero'],
  XRP: ['xrp'],
  XVG: ['verge'],
  ZEC: ['zcash'],
};

/** Undefined for a symbol that is not known: then nothing can be said against the encoding. */
export function familiesOfSymbol(symbol: string): readonly AccountFamily[] | undefined {
  return familiesBySymbol[symbol.toUpperCase()];
}
