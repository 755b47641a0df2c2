import { type AccountId, type AssetId, chainOf } from '../domain/caip.ts';
import { type TransferKind, transferKey } from '../domain/transfer.ts';
import { amountColumn } from './amount-column.ts';
import { canonicalOrder } from './canonical-order.ts';
import { type CoinPot, type PotTransfer, spendAccount } from './coin-transfers.ts';
import { DenseIds } from './dense-ids.ts';
import { FirstSeen } from './first-seen.ts';
import { noPot, type Subgraph } from './subgraph.ts';
import type { PotId, TraceConversion } from './trace-request.ts';

/** Kinds that create value: their `from` is no pot and is not debited. */
const created: ReadonlySet<TransferKind> = new Set(['mint', 'coinbase', 'reward', 'withdrawal']);

/** Whether a transfer of this kind is debited from nobody. */
export function createsValue(kind: TransferKind): boolean {
  return created.has(kind);
}

/** A transfer with the numbers of its pots; `to` is no pot where it moves nothing. */
interface Entry {
  /** In the order in which their keys came first. */
  readonly number: number;
  readonly key: string;
  readonly transfer: PotTransfer;
  readonly from: number;
  readonly to: number;
}

/**
 * Collects transfers and makes subgraphs of them. What a transfer names is looked up once, when it
 * is added, and not again for each subgraph that has it. Left out of these, since they move
 * nothing: transfers of zero, to oneself, and suspect ones. Of one given again the last counts.
 */
export class SubgraphBuilder {
  readonly #entries = new Map<string, Entry>();
  readonly #pots = new PotNumbers();
  /** Those that move something: those of the last subgraph in its order, and what came since. */
  #moving: Entry[] = [];
  #isRepeated = false;

  add(transfer: PotTransfer): void {
    const { from, to, asset, pots, kind } = transfer;
    const key = transferKey(transfer);
    const isMoving = moves(transfer);
    const known = this.#entries.get(key);
    const entry = {
      number: known?.number ?? this.#entries.size,
      key,
      transfer,
      from: isMoving && !created.has(kind) ? this.#pots.add(from, asset, pots?.from) : noPot,
      to: isMoving ? this.#pots.add(to, asset, pots?.to) : noPot,
    };
    this.#entries.set(key, entry);
    if (known) this.#isRepeated = true;
    else if (isMoving) this.#moving.push(entry);
  }

  /** How many were added. */
  get size(): number {
    return this.#entries.size;
  }

  get(key: string): PotTransfer | undefined {
    return this.#entries.get(key)?.transfer;
  }

  *values(): Iterable<PotTransfer> {
    for (const { transfer } of this.#entries.values()) yield transfer;
  }

  /** All of them in canonical order, however they were added. */
  build(conversions: readonly TraceConversion[] = []): Subgraph {
    // What is in order already is sorted in a fraction of the time.
    this.#moving = canonicalOrder(this.#lastGiven(), conversions);
    return this.#inOrder(this.#moving);
  }

  /** All of them in the order in which they were added. */
  buildInOrder(): Subgraph {
    return this.#inOrder([...this.#entries.values()].filter(({ to }) => to !== noPot));
  }

  #lastGiven(): readonly Entry[] {
    if (!this.#isRepeated) return this.#moving;
    this.#isRepeated = false;
    return [...this.#entries.values()].filter(({ to }) => to !== noPot);
  }

  /** Numbers count from the first transfer on, so that they do not tell what was added when. */
  #inOrder(ordered: readonly Entry[]): Subgraph {
    const { accountOfPot, assetOfPot, coinPots, ...names } = this.#pots;
    const pots = new FirstSeen(accountOfPot.length);
    const columns = new EntryColumns(ordered.length);
    const places = new Int32Array(this.#entries.size).fill(notThere);
    for (let index = 0; index < ordered.length; index += 1) {
      const entry = ordered[index];
      if (!entry) continue;
      const from = entry.from === noPot ? noPot : pots.add(entry.from);
      columns.set(index, entry.transfer, from, pots.add(entry.to));
      places[entry.number] = index;
    }
    const accounts = new FirstSeen(names.accounts.count);
    const assets = new FirstSeen(names.assets.count);
    const { from, to, height, transfers, amounts } = columns;
    return {
      count: ordered.length,
      ...{ from, to, height, transfers },
      amount: amountColumn(amounts),
      potAccount: numbered(pots.seen, accountOfPot, accounts),
      potAsset: numbered(pots.seen, assetOfPot, assets),
      potCount: pots.seen.length,
      accounts: accounts.named(names.accounts.values),
      assets: assets.named(names.assets.values),
      keyAt: (index) => ordered[index]?.key,
      coinPotOf: (pot) => coinPots.get(pots.seen[pot] ?? noPot),
      indexOf: (key) => {
        const place = places[this.#entries.get(key)?.number ?? notThere] ?? notThere;
        return place === notThere ? undefined : place;
      },
      accountOf: (account) => accounts.placeOf(names.accounts.find(account)),
      potOf: (pot) => pots.placeOf(this.#pots.find(pot)),
    };
  }
}

const notThere = -1;

/** What stands at each index. */
class EntryColumns {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly height: Uint32Array;
  readonly transfers: PotTransfer[] = [];
  readonly amounts: bigint[] = [];

  constructor(count: number) {
    this.from = new Uint32Array(count);
    this.to = new Uint32Array(count);
    this.height = new Uint32Array(count);
  }

  set(index: number, transfer: PotTransfer, from: number, to: number): void {
    this.from[index] = from;
    this.to[index] = to;
    this.height[index] = transfer.height;
    this.transfers.push(transfer);
    this.amounts.push(transfer.amountBase);
  }
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

function moves({ amountBase, from, to, pots, suspect }: PotTransfer): boolean {
  // A coin that pays its own holder is another coin.
  return amountBase > 0n && (pots !== undefined || from !== to) && !suspect;
}

/** Numbers pots, and the accounts and assets that they are of. */
class PotNumbers {
  readonly accounts = new DenseIds<AccountId>();
  readonly assets = new DenseIds<AssetId>();
  readonly accountOfPot: number[] = [];
  readonly assetOfPot: number[] = [];
  /** Pots of UTXO chains alone. */
  readonly coinPots = new Map<number, CoinPot>();
  /** By asset number: pots of account ledgers by account, and coins by account and key. */
  readonly #pots: Map<string, number>[] = [];

  add(account: AccountId, asset: AssetId, coinPot: CoinPot | undefined): number {
    // An output comes out of its transaction, whoever its transfer names as the payer.
    const holder = coinPot?.kind === 'spend' ? spendAccount(chainOf(asset), coinPot.key) : account;
    const assetNumber = this.assets.add(asset);
    const pots = this.#pots[assetNumber] ?? new Map<string, number>();
    this.#pots[assetNumber] = pots;
    const key = keyOf(holder, coinPot?.key);
    const known = pots.get(key);
    if (known !== undefined) return known;
    const pot = this.accountOfPot.length;
    pots.set(key, pot);
    this.accountOfPot.push(this.accounts.add(holder));
    this.assetOfPot.push(assetNumber);
    if (coinPot) this.coinPots.set(pot, coinPot);
    return pot;
  }

  find({ account, asset, coin }: PotId): number | undefined {
    const assetNumber = this.assets.find(asset);
    return assetNumber === undefined
      ? undefined
      : this.#pots[assetNumber]?.get(keyOf(account, coin));
  }
}

function keyOf(account: AccountId, coin: string | undefined): string {
  return coin === undefined ? account : `${account} ${coin}`;
}
