import type { ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import type { Discrepancy } from '../domain/discrepancy.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { Transfer } from '../domain/transfer.ts';

export interface TransactionRef {
  readonly chain: ChainId;
  readonly tx: string;
}

export interface ConversionsFound {
  /** Those whose source is in one of the transactions, in no order. */
  readonly conversions: readonly Conversion[];
  /** Contracts that the transactions show to be mixers: a trail stops there. */
  readonly verdicts: readonly ServiceVerdict[];
  /** Transfers that carry sources and destinations, which a trail steps over. */
  readonly transfers: readonly Transfer[];
  /** Transactions or other ends that could not be looked at, and limits that were hit. */
  readonly reasons: readonly IncompleteReason[];
}

/** What decoding again gave. */
export interface Recheck {
  readonly discrepancies: readonly Discrepancy[];
  /** As `ConversionsFound` has them, of what was decoded again. */
  readonly verdicts: readonly ServiceVerdict[];
}

/** What transactions convert into other assets and on other chains. */
export interface Conversions {
  /**
   * Reads what is not known yet of the transactions, once, and finds where their value went as far
   * as is known now: what is pending may be found later. Throws as `ChainSource` when a chain is
   * asked and fails in a way that a retry may mend.
   */
  conversionsOf(
    organisationId: string,
    transactions: readonly TransactionRef[],
    signal: AbortSignal,
  ): Promise<ConversionsFound>;
  /**
   * Those by which value arrived in one of the transactions: the way back. Of a bridge only where
   * the transaction by which the value left has been read before; else a verdict on who paid out,
   * and a reason. Throws as `conversionsOf`.
   */
  arrivalsIn(
    organisationId: string,
    transactions: readonly TransactionRef[],
    signal: AbortSignal,
  ): Promise<ConversionsFound>;
  /**
   * Decodes and matches again what is stored of transactions and of cited conversions, and says
   * where it differs. Nothing is read from a chain; what was not kept is not judged.
   */
  recheck(transactions: readonly TransactionRef[], cited: readonly Conversion[]): Promise<Recheck>;
  /** Takes back what was read of blocks above the height, which the chain replaced. */
  withdraw(chain: ChainId, aboveHeight: number): Promise<void>;
}
