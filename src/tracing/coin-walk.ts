import type { AccountId } from '../domain/caip.ts';
import type { AttributionMethod, EndpointKind } from '../domain/flow.ts';
import {
  compareUtxoTransactions,
  type Outpoint,
  outpointKey,
  type UtxoTransaction,
} from '../domain/utxo.ts';
import { tracedSum } from './attribution/segment.ts';
import { coinJoinOf } from './coinjoin/detect-coinjoin.ts';
import { mixesOwners } from './coinjoin/finding.ts';
import { UtxoTrace } from './trace-utxo.ts';

/** Where a walk over coins may end before they rest unspent. */
export type CoinStop = 'sanctioned' | 'service' | 'bridge-unresolved' | 'returned';

export interface CoinSeed {
  readonly outpoint: Outpoint;
  readonly account: AccountId | undefined;
  readonly amountBase: bigint;
}

export interface CoinWalkLimits {
  /** A coin worth less is not followed. Satoshi. */
  readonly minimumBase: bigint;
  readonly hopsMax: number;
  readonly transactionsMax: number;
}

export interface CoinWalkRequest {
  /** Several are one union seed. */
  readonly seeds: readonly CoinSeed[];
  readonly method: AttributionMethod;
  /** Coins of these accounts are not followed further. */
  readonly stopAt: (account: AccountId) => CoinStop | undefined;
  readonly limits: CoinWalkLimits;
}

/** A coin where traced value rests, or a fee that took it. */
export interface CoinEnd {
  readonly kind: EndpointKind;
  /** Undefined for fees together. */
  readonly outpoint: Outpoint | undefined;
  readonly account: AccountId | undefined;
  readonly tracedBase: bigint;
  /** Transactions from the seed. */
  readonly hops: number;
  /** Participants of the mix that the coin was spent in. */
  readonly anonymitySet?: number;
}

interface WalkedCoin extends CoinSeed {
  readonly hops: number;
  /** Why the walk does not go on from it. */
  end?: EndpointKind;
  anonymitySet?: number;
}

/**
 * Follows coins forwards, a wave of transactions at a time: the caller loads whoever spends the
 * coins of `wanted()` and hands it to `load()`, until nothing is wanted. Every output of such a
 * transaction is walked, as the widest method would have it, so that all methods see the same
 * transactions; a CoinJoin is where the walk stops, and so is a limit. Then `ends()` attributes
 * the value in block order by the method of the request.
 */
export class CoinWalk {
  readonly #request: CoinWalkRequest;
  readonly #coins = new Map<string, WalkedCoin>();
  readonly #spenders = new Map<string, UtxoTransaction>();
  #wanted: WalkedCoin[] = [];

  constructor(request: CoinWalkRequest) {
    this.#request = request;
    for (const seed of request.seeds) this.#meet({ ...seed, hops: 0 });
  }

  /** Coins whose spender is not known yet; empty when the walk is complete. */
  wanted(): readonly Outpoint[] {
    return this.#wanted.map((coin) => coin.outpoint);
  }

  /** Takes in the transactions that spend the coins of `wanted()`; the others rest unspent. */
  load(spenders: readonly UtxoTransaction[]): void {
    const asked = new Set(this.#wanted.map((coin) => outpointKey(coin.outpoint)));
    this.#wanted = [];
    for (const transaction of [...spenders].sort(compareUtxoTransactions)) {
      const spent = transaction.inputs.flatMap(({ outpoint }) => {
        const key = outpointKey(outpoint);
        return asked.has(key) ? (this.#coins.get(key) ?? []) : [];
      });
      if (spent.length > 0 && !this.#spenders.has(transaction.tx)) this.#spend(transaction, spent);
    }
  }

  /** Where the value of the seeds is, the greatest first; fees are one end. */
  ends(): readonly CoinEnd[] {
    const trace = new UtxoTrace<string>(this.#request.method);
    for (const { outpoint, amountBase } of this.#request.seeds) {
      trace.seed({ coin: outpointKey(outpoint), amountBase });
    }
    for (const transaction of [...this.#spenders.values()].sort(compareUtxoTransactions)) {
      trace.applyBlock({ transactions: [this.#stepOf(transaction)] });
    }
    const ends: CoinEnd[] = [];
    for (const coin of this.#coins.values()) {
      const { tracedBase } = tracedSum(trace.coins.get(outpointKey(coin.outpoint)) ?? []);
      if (tracedBase > 0n) ends.push(endOf(coin, tracedBase));
    }
    const { tracedBase } = trace.fees;
    if (tracedBase > 0n) {
      ends.push({ kind: 'fee', outpoint: undefined, account: undefined, tracedBase, hops: 0 });
    }
    return ends.sort((a, b) => (a.tracedBase < b.tracedBase ? 1 : -1));
  }

  #spend(transaction: UtxoTransaction, spent: readonly WalkedCoin[]): void {
    const end = this.#endBefore(transaction);
    if (end) {
      for (const coin of spent) Object.assign(coin, end);
      return;
    }
    this.#spenders.set(transaction.tx, transaction);
    const hops = 1 + Math.min(...spent.map((coin) => coin.hops));
    for (const [index, { account, amountBase }] of transaction.outputs.entries()) {
      this.#meet({ outpoint: { tx: transaction.tx, index }, account, amountBase, hops });
    }
  }

  /** Why the walk stops in front of a transaction. */
  #endBefore(transaction: UtxoTransaction): Pick<WalkedCoin, 'end' | 'anonymitySet'> | undefined {
    // Without every amount that goes in nothing can be attributed to what comes out.
    if (transaction.inputs.some(({ coin }) => coin === undefined)) return { end: 'not-covered' };
    const mix = coinJoinOf(transaction);
    if (mix && mixesOwners(mix)) return { end: 'mixer', anonymitySet: mix.anonymitySet };
    const { transactionsMax } = this.#request.limits;
    return this.#spenders.size >= transactionsMax ? { end: 'budget' } : undefined;
  }

  #meet(coin: WalkedCoin): void {
    this.#coins.set(outpointKey(coin.outpoint), coin);
    const { minimumBase, hopsMax } = this.#request.limits;
    const stop = coin.account && this.#request.stopAt(coin.account);
    if (stop) coin.end = stop;
    else if (coin.amountBase < minimumBase) coin.end = 'below-minimum';
    else if (coin.hops >= hopsMax) coin.end = 'max-hops';
    else this.#wanted.push(coin);
  }

  #stepOf({ tx, inputs, outputs }: UtxoTransaction) {
    return {
      inputs: inputs.map(({ outpoint, coin }) => ({
        coin: this.#spentKey(outpoint),
        amountBase: coin?.amountBase ?? 0n,
      })),
      outputs: outputs.map(({ amountBase }, index) => ({
        coin: outpointKey({ tx, index }),
        amountBase,
      })),
    };
  }

  /** A coin at which the walk ended is clean for who spends it beside a coin that is walked. */
  #spentKey(outpoint: Outpoint): string {
    const key = outpointKey(outpoint);
    return this.#coins.get(key)?.end === undefined ? key : `${key} after its end`;
  }
}

function endOf(coin: WalkedCoin, tracedBase: bigint): CoinEnd {
  const { outpoint, account, hops, end, anonymitySet } = coin;
  const kind = end ?? 'unspent';
  const base = { kind, outpoint, account, tracedBase, hops };
  return anonymitySet === undefined ? base : { ...base, anonymitySet };
}
