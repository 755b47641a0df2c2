/** FAQ 563: an identifier of up to 256 characters after the currency that it is declared in. */
const walletPrefix = 'Digital Currency Address - ';

/** The currency that a type of identifier declares; undefined for types that are no wallets. */
export function walletSymbol(type: string): string | undefined {
  return type.startsWith(walletPrefix) ? type.slice(walletPrefix.length).trim() : undefined;
}
