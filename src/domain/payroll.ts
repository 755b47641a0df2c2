import type { AccountId, AssetId, ChainId } from './caip.ts';
import type { Decision } from './decision.ts';
import type { GivenAmount, StreamName } from './payment.ts';

export interface Employer {
  /** The organisation's own reference. */
  readonly ref: string;
  readonly name: string;
  readonly country?: string;
  /** Accounts that it pays from, watched for settlements. */
  readonly payerAccounts: readonly AccountId[];
}

/** Where a payee is paid: an account, with a memo or destination tag where there is one. */
export interface PayoutWallet {
  readonly account?: AccountId;
  readonly given: string;
  readonly memo?: string;
}

export interface Payee {
  readonly ref: string;
  readonly employerRef: string;
  readonly name: string;
  readonly country?: string;
  /** YYYY-MM-DD. */
  readonly dateOfBirth?: string;
  /** YYYY-MM-DD. */
  readonly startDate?: string;
  /** Salted HMACs by attribute (document, bank, device, IP, address, e-mail, phone, referrer). */
  readonly attributeHashes: Readonly<Record<string, string>>;
  readonly wallet?: PayoutWallet;
}

export type PayoutMethod = 'wallet' | 'bank' | 'payment-service';

export const payoutStates = [
  'received',
  'screened',
  'released',
  'held',
  'rejected',
  'blocked',
  'settled',
  'following',
  'followed',
] as const;
export type PayoutState = (typeof payoutStates)[number];

export interface Payout {
  readonly id: string;
  readonly payRunId: string;
  readonly ref: string;
  readonly employerRef: string;
  readonly payeeRef: string;
  readonly method: PayoutMethod;
  readonly wallet?: PayoutWallet;
  /** Undefined when the payout is not in a known asset. */
  readonly asset?: AssetId;
  readonly amountBase?: bigint;
  /** Where the asset is none that is known, what the run says, as it stands there. */
  readonly declared?: DeclaredAmount;
  /** Bytes as hex that an invoicing protocol attaches to the payment, which is found by them. */
  readonly paymentReference?: string;
  /** Out of which it is paid. */
  readonly stream?: StreamName;
  readonly dueAt?: string;
  readonly state: PayoutState;
  readonly decision?: Decision;
  readonly screeningId?: string;
  readonly settlement?: Settlement;
  readonly flowId?: string;
}

/** Asset and amount in the words of who pays. */
export interface DeclaredAmount {
  readonly asset?: string;
  readonly amount?: string;
}

/** The transfer that paid a payout. */
export interface Settlement {
  readonly chain: ChainId;
  readonly tx: string;
  readonly transferKey?: string;
  readonly source: 'caller' | 'watched';
  readonly at: string;
  /**
   * `announced` until the transfer was seen; `ambiguous` when several transfers fit; `streaming`
   * while a stream that was opened waits for its payee to take something out.
   */
  readonly state: 'announced' | 'confirmed' | 'ambiguous' | 'mismatch' | 'streaming' | 'withdrawn';
  /** What was found instead, or what cannot be said of it. */
  readonly note?: string;
  readonly height?: number;
  readonly blockHash?: string;
  /** Who meant it, where a contract handed it on (`via`, from the payer's side). */
  readonly payer?: AccountId;
  readonly via?: readonly AccountId[];
  /** What the payer gave, where the payee received another asset in the same transaction. */
  readonly given?: GivenAmount;
  /** The stream that it came out of, or that was opened. */
  readonly stream?: StreamName;
  /** The declared reference, where the payment carries it. */
  readonly paymentReference?: string;
}

/**
 * Which state may follow which. A block on the floor has only the ways out that the law names, by two people (`domain.md`); those are
 * checked by `payroll/`, not here.
 */
export const nextStates: Readonly<Record<PayoutState, readonly PayoutState[]>> = {
  received: ['screened', 'blocked', 'held'],
  screened: ['released', 'held', 'rejected', 'blocked', 'settled'],
  released: ['settled', 'held', 'blocked'],
  held: ['released', 'rejected', 'blocked', 'settled'],
  rejected: ['settled'],
  blocked: ['held', 'settled'],
  settled: ['following'],
  following: ['followed', 'settled'],
  followed: ['following', 'settled'],
};
