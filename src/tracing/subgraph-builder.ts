import type { ChainId } from '../domain/caip.ts';
import type { TransferKind } from '../domain/transfer.ts';
import { AddedTransfers } from './added-transfers.ts';
import { amountColumn } from './amount-column.ts';
import { canonicalOrder } from './canonical-order.ts';
import type { PotTransfer } from './coin-transfers.ts';
import { FirstSeen } from './first-seen.ts';
import { MovingOrder } from './moving-order.ts';
import { NumberedTransfer } from './numbered-transfer.ts';
import { PotNumbers } from './pot-numbers.ts';
import { noPot, type Subgraph } from './subgraph.ts';
import type { TraceConversion } from './trace-request.ts';
import { TransferIds } from './transfer-ids.ts';

/** Kinds that create value: their `from` is no pot and is not debited. */
const created: ReadonlySet<TransferKind> = new Set(['mint', 'coinbase', 'reward', 'withdrawal']);

/** Whether a transfer of this kind is debited from nobody. */
export function createsValue(kind: TransferKind): boolean {
  return created.has(kind);
}

/**
 * Collects transfers and makes subgraphs of them. What a transfer names is looked up once, when it
 * is added, and not again for each subgraph that has it. Left out of these, since they move
 * nothing: transfers of zero, to oneself, and suspect ones. Of one given again the last counts.
 */
export class SubgraphBuilder {
  readonly #ids = new TransferIds();
  readonly #added = new AddedTransfers();
  readonly #moving = new MovingOrder(this.#added);
  readonly #pots = new PotNumbers();
  #chain: ChainId | undefined;
  /** All are of one chain, and the source gave their order. */
  #isOrderGiven = true;
  #isRepeated = false;

  add(transfer: PotTransfer): void {
    const { chain, from, to, asset, pots, kind } = transfer;
    const number = this.#ids.add(transfer);
    const isKnown = number < this.#added.count;
    const amount = Number(transfer.amountBase);
    const isMoving = amount > 0 && canMove(transfer);
    const payer = isMoving && !created.has(kind) ? this.#pots.add(from, asset, pots?.from) : noPot;
    const payee = isMoving ? this.#pots.add(to, asset, pots?.to) : noPot;
    this.#added.set(number, transfer, amount, payer, payee);
    this.#chain ??= chain;
    if (chain !== this.#chain || transfer.orderInferred) this.#isOrderGiven = false;
    if (isKnown) this.#isRepeated = true;
    else if (isMoving) this.#moving.add(number);
  }

  /** How many were added. */
  get size(): number {
    return this.#added.count;
  }

  get(key: string): PotTransfer | undefined {
    const number = this.#ids.find(key);
    return number === undefined ? undefined : this.#added.transfers[number];
  }

  values(): Iterable<PotTransfer> {
    return this.#added.transfers.values();
  }

  /** All of them in canonical order, however they were added. */
  build(conversions: readonly TraceConversion[] = []): Subgraph {
    if (this.#isRepeated) this.#moving.restart();
    this.#isRepeated = false;
    const sorted = this.#moving.sorted();
    if (this.#isOrderGiven && conversions.length === 0) return this.#inOrder(sorted);
    const entries = Array.from(sorted, (number) => new NumberedTransfer(this.#added, number));
    const ordered = canonicalOrder(entries, conversions);
    return this.#inOrder(Uint32Array.from(ordered, ({ number }) => number));
  }

  /** All of them in the order in which they were added. */
  buildInOrder(): Subgraph {
    const numbers = Uint32Array.from(this.#added.transfers.keys());
    return this.#inOrder(numbers.filter((number) => this.#added.isMoving(number)));
  }

  /** Numbers count from the first transfer on, so that they do not tell what was added when. */
  #inOrder(ordered: Uint32Array): Subgraph {
    const { accountOfPot, assetOfPot, coinPots, ...names } = this.#pots;
    const pots = new FirstSeen(accountOfPot.length);
    const { places, amount, ...columns } = columnsOf(this.#added, ordered, pots);
    const accounts = new FirstSeen(names.accounts.count);
    const assets = new FirstSeen(names.assets.count);
    return {
      count: ordered.length,
      ...columns,
      amount,
      potAccount: numbered(pots.seen, accountOfPot, accounts),
      potAsset: numbered(pots.seen, assetOfPot, assets),
      potCount: pots.seen.length,
      accounts: accounts.named(names.accounts.values),
      assets: assets.named(names.assets.values),
      keyAt: (index) => this.#added.keyOf(ordered[index] ?? noNumber),
      coinPotOf: (pot) => coinPots.get(pots.seen[pot] ?? noPot),
      indexOf: (key) => {
        const place = places[this.#ids.find(key) ?? noNumber] ?? notThere;
        return place === notThere ? undefined : place;
      },
      accountOf: (account) => accounts.placeOf(names.accounts.find(account)),
      potOf: (pot) => pots.placeOf(this.#pots.find(pot)),
    };
  }
}

const notThere = -1;
/** Beyond all numbers. */
const noNumber = 0xffffffff;

/** What stands at each index, and by number the index. */
function columnsOf(added: AddedTransfers, ordered: Uint32Array, pots: FirstSeen) {
  const from = new Uint32Array(ordered.length);
  const to = new Uint32Array(ordered.length);
  const height = new Uint32Array(ordered.length);
  const exact = new Float64Array(ordered.length);
  const transfers: PotTransfer[] = [];
  const amounts: bigint[] = [];
  const places = new Int32Array(added.count).fill(notThere);
  for (let index = 0; index < ordered.length; index += 1) {
    const number = ordered[index] ?? 0;
    const payer = added.from[number] ?? noPot;
    from[index] = payer === noPot ? noPot : pots.add(payer);
    to[index] = pots.add(added.to[number] ?? noPot);
    height[index] = added.heights[number] ?? 0;
    exact[index] = added.doubles[number] ?? 0;
    // CAST (twice): each number has a transfer.
    transfers.push(added.transfers[number] as PotTransfer);
    amounts.push(added.amounts[number] as bigint);
    places[number] = index;
  }
  return { from, to, height, transfers, places, amount: amountColumn(amounts, exact) };
}

/** What each pot is of, numbered anew. */
function numbered(
  pots: readonly number[],
  numberOfPot: readonly number[],
  numbers: FirstSeen,
): Uint32Array {
  const column = new Uint32Array(pots.length);
  for (let pot = 0; pot < pots.length; pot += 1) {
    column[pot] = numbers.add(numberOfPot[pots[pot] ?? 0] ?? 0);
  }
  return column;
}

/** The subgraph of loaded transfers, in canonical order. */
export function buildSubgraph(
  transfers: Iterable<PotTransfer>,
  conversions: readonly TraceConversion[] = [],
): Subgraph {
  const builder = new SubgraphBuilder();
  for (const transfer of transfers) builder.add(transfer);
  return builder.build(conversions);
}

/** Whether it moves its amount, if that is any. */
function canMove({ from, to, pots, suspect }: PotTransfer): boolean {
  // A coin that pays its own holder is another coin.
  return (pots !== undefined || from !== to) && !suspect;
}
