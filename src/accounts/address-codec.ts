import type { AccountFamily } from './account-family.ts';

/** What one codec made of a text that it understands. */
export interface ReadAddress {
  /** The one spelling that is used as the address part of a CAIP-10 id. */
  readonly canonical: string;
  /** What is equal exactly when the account is, on every chain of the family. */
  readonly identity: string;
  /** Destination tag, memo or payment id that the spelling carried within. */
  readonly memo?: string;
  /** Whether a mistyped character would have been noticed. */
  readonly checksum: 'valid' | 'none' | 'wrong';
}

/** Reads and writes the addresses of one family. Never throws on a text that is not one. */
export interface AddressCodec {
  readonly family: AccountFamily;
  /** Undefined when the text is no address of the family. Expects a trimmed text. */
  read(text: string): ReadAddress | undefined;
  /** The spelling that people and wallets use, from the canonical one. */
  display(canonical: string): string;
}
