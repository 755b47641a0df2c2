import type { AccountId, AssetId } from './caip.ts';

/** A payment stream: the contract that keeps it, and the number that it gave it, decimal. */
export interface StreamName {
  readonly contract: AccountId;
  readonly id: string;
}

/** What left a payer who paid in another asset. */
export interface GivenAmount {
  readonly asset: AssetId;
  readonly amountBase: bigint;
}

/** Value that one account meant for another, whatever contract handed it on. */
export interface Payment {
  readonly payer: AccountId;
  readonly payee: AccountId;
  readonly asset: AssetId;
  readonly amountBase: bigint;
  /** What the payer gave for it, where it changed its asset on the way. */
  readonly given?: GivenAmount;
  /** Contracts that only passed it on, from the payer's side. */
  readonly via: readonly AccountId[];
  /** Hash of the reference that an invoicing protocol attached. */
  readonly reference?: string;
  /** The stream that it came out of. */
  readonly stream?: StreamName;
  /** Transfers into the payee. */
  readonly payeeKeys: readonly string[];
  /** Only the stream's contract names the payer: nothing of his was seen to go into it. */
  readonly payerIsClaimed?: true;
}
