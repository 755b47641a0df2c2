import type { AccountId, AssetId } from './caip.ts';
import type { IncompleteReason } from './completeness.ts';

/** A payment stream that a contract keeps under a number that it gave it, decimal (Sablier). */
export interface NumberedStream {
  readonly contract: AccountId;
  readonly id: string;
}

/** What one account streams to the payee in a super token of Superfluid, which is the contract. */
export interface SenderStream {
  readonly contract: AccountId;
  readonly sender: AccountId;
}

export type StreamName = NumberedStream | SenderStream;

export function isSameStream(a: StreamName, b: StreamName): boolean {
  if (a.contract !== b.contract) return false;
  return 'id' in a ? 'id' in b && a.id === b.id : 'sender' in b && a.sender === b.sender;
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
  /** Why nobody can say whose stream it came out of: its payer is the contract then. */
  readonly unattributed?: IncompleteReason;
}
