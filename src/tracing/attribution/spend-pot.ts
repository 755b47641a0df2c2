import type { AttributionMethod } from '../../domain/flow.ts';
import { attributeTransaction } from '../utxo-attribution.ts';
import type { PotLedger } from './pot-ledger.ts';
import { cleanSegment, type Segment, segmentSum, type TracedSum, tracedSum } from './segment.ts';

/**
 * A UTXO transaction while it is applied: its spent coins are credited in input order, then its
 * outputs are debited in index order and its fee last, as `attributeTransaction` shares them.
 */
export class SpendPot implements PotLedger {
  readonly unexplainedBase = 0n;
  readonly #method: AttributionMethod;
  readonly #outputsBase: readonly bigint[];
  readonly #inputs: (readonly Segment[])[] = [];
  #carried: readonly (readonly Segment[])[] | undefined;
  #next = 0;

  /**
   * `openingBase`: what was spent in front of the first coin with traced value. `outputsBase`: the
   * amounts of the outputs that will be debited, in index order, without the fee.
   */
  constructor(method: AttributionMethod, openingBase: bigint, outputsBase: readonly bigint[]) {
    this.#method = method;
    this.#outputsBase = outputsBase;
    if (openingBase > 0n) this.#inputs.push([cleanSegment(openingBase)]);
  }

  get balanceBase(): bigint {
    return segmentSum(this.#left());
  }

  get held(): TracedSum {
    return tracedSum(this.#left());
  }

  credit(segments: readonly Segment[]): void {
    this.#inputs.push(segments);
  }

  /** The next output, or behind them the fee. */
  debit(): readonly Segment[] {
    this.#carried ??= this.#attributed();
    const carried = this.#carried[this.#next] ?? [];
    this.#next += 1;
    return carried;
  }

  #attributed(): (readonly Segment[])[] {
    const { outputs, fee } = attributeTransaction(this.#method, this.#inputs, this.#outputsBase);
    return [...outputs, fee];
  }

  #left(): Segment[] {
    return (this.#carried?.slice(this.#next) ?? this.#inputs).flat();
  }
}
