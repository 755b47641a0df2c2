import type { PayoutMethod } from '../domain/payroll.ts';
import type { GivenWallet } from '../screening/subject.ts';

/** Greatest number of payouts in one pay run. */
export const payoutsMax = 10_000;

/** What the parts of a payout may be, in JSON and in files alike. */
export const refPattern = /^[\p{L}\p{N}._:@/+-]{1,128}$/u;
export const countryPattern = /^[A-Z]{2}$/;
/** A decimal figure without sign or exponent. */
export const amountPattern = /^\d{1,60}(\.\d{1,36})?$/;
/** Bytes that an invoicing protocol attaches to a payment (Request Network has eight), as hex. */
export const paymentReferencePattern = /^0x([0-9a-fA-F]{2}){1,32}$/;
/** Number of a payment stream in its contract. */
export const streamIdPattern = /^\d{1,78}$/;
export const nameLengthMax = 300;
export const memoLengthMax = 256;

/** One payout as the caller gives it. Employer and payee may be made known on the way. */
export interface PayoutInput {
  readonly ref: string;
  readonly employerRef: string;
  readonly employerName?: string | undefined;
  readonly payeeRef: string;
  readonly payeeName?: string | undefined;
  readonly payeeCountry?: string | undefined;
  readonly method: PayoutMethod;
  /** Undefined: the wallet that the payee has. */
  readonly wallet?: GivenWallet | undefined;
  /** CAIP-19 id, or the symbol of an allow-listed asset on the wallet's chain. */
  readonly asset?: string | undefined;
  /** Decimal figure in units of the asset, such as `1250.50`. */
  readonly amount?: string | undefined;
  /** ISO 8601. */
  readonly dueAt?: string | undefined;
  /** Hex, by which a payment through an invoicing protocol is found. */
  readonly paymentReference?: string | undefined;
  /**
   * The stream that it is paid out of, whose contract stands on the wallet's chain: by the number
   * that the contract gave it, or of a super token by who streams.
   */
  readonly stream?:
    | { readonly contract: string; readonly id: string }
    | { readonly contract: string; readonly sender: string }
    | undefined;
}

/** What is wrong with one payout of a run; the others go on. */
export interface PayoutError {
  /** Line of the file, or index of the payout in JSON, counted from 1. */
  readonly line: number;
  readonly column: string;
  readonly code: string;
  readonly message: string;
}

export interface PayRunInput {
  readonly ref: string;
  readonly payouts: readonly { readonly line: number; readonly payout: PayoutInput }[];
  /** What the reading of a file already refused. */
  readonly errors: readonly PayoutError[];
}
