import type { AccountId, AssetId } from './caip.ts';

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
  /** Transfers out of the payer, which may serve other payments of the batch too. */
  readonly payerKeys: readonly string[];
  /** Transfers into the payee. */
  readonly payeeKeys: readonly string[];
}
