import { type Coin, outpointKey, type UtxoTransaction } from '../../domain/utxo.ts';
import { sourceError } from '../source-error.ts';
import type { BitcoinChain } from './bitcoin-chain.ts';
import { checkedBlock, checkedHeader, checkedProof, checkedTransaction } from './checks.ts';
import { idOf } from './double-hash.ts';
import { coinOf, utxoTransactionOf } from './map.ts';
import type { BitcoinProvider, TransactionPlace } from './provider.ts';
import type { RawBlock, RawBlockHeader } from './raw-block.ts';
import type { RawOutput, RawTransaction } from './raw-transaction.ts';

/** Transactions asked of a provider at once. */
const requestsAtOnce = 8;
/** Blocks remembered: transactions of an account often share one. */
const blocksRemembered = 4;
/** Transactions whose outputs are remembered, since the next block may spend them. */
const rememberedMax = 20_000;

export interface CheckedBlock {
  readonly height: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly transactions: readonly UtxoTransaction[];
}

/**
 * A provider's chain, checked: ids are computed from bytes, transactions are shown to be of their
 * block by its Merkle root, blocks by the hash of their header, and every coin that is spent is
 * read from the transaction that made it. What does not fit throws `source.bad-answer`.
 */
export class CheckedChain {
  readonly #bitcoin: BitcoinChain;
  readonly #provider: BitcoinProvider;
  readonly #outputs = new Map<string, readonly RawOutput[]>();
  readonly #blocks = new Map<string, RawBlock>();

  constructor(bitcoin: BitcoinChain, provider: BitcoinProvider) {
    this.#bitcoin = bitcoin;
    this.#provider = provider;
  }

  /** The block at a height; undefined above the tip. Throws `source.unsupported` for an index alone. */
  async block(height: number, signal: AbortSignal): Promise<CheckedBlock | undefined> {
    const hash = await this.#provider.blockHash(height, signal);
    if (hash === undefined) return undefined;
    const [block, spent] = await Promise.all([
      this.#block(hash, signal),
      this.#provider.spentCoins?.(hash, signal),
    ]);
    const transactions = block.transactions.map((raw, txIndex) =>
      this.#mapped(raw, { height, blockHash: hash }, block, txIndex),
    );
    return {
      height,
      hash,
      parentHash: block.parentHash,
      transactions: await this.#withCoins(transactions, signal, spent),
    };
  }

  /** A mined transaction; undefined when it is not there or waits. */
  async transaction(tx: string, signal: AbortSignal): Promise<UtxoTransaction | undefined> {
    const place = await this.#provider.placeOf(tx, signal);
    return place && (await this.minedTransactions([{ tx, ...place }], signal))[0];
  }

  /** The transactions at their places, in block order. */
  async minedTransactions(
    wanted: readonly ({ readonly tx: string } & TransactionPlace)[],
    signal: AbortSignal,
  ): Promise<UtxoTransaction[]> {
    const found = await inParts(wanted, (one) => this.#mined(one.tx, one, signal));
    found.sort((a, b) => a.height - b.height || a.txIndex - b.txIndex);
    return await this.#withCoins(found, signal);
  }

  async #headerOf(place: TransactionPlace, signal: AbortSignal): Promise<RawBlockHeader> {
    const bytes = await this.#provider.header(place, signal);
    return checkedHeader(this.#provider.name, place.blockHash, bytes);
  }

  async #mined(tx: string, place: TransactionPlace, signal: AbortSignal): Promise<UtxoTransaction> {
    const { name } = this.#provider;
    if (this.#provider.proof) {
      const [raw, header, proof] = await Promise.all([
        this.#raw(tx, signal),
        this.#headerOf(place, signal),
        this.#provider.proof(tx, place, signal),
      ]);
      checkedProof(name, raw, proof, header);
      return this.#mapped(raw, place, header, proof.index);
    }
    const block = await this.#block(place.blockHash, signal);
    const txIndex = block.transactions.findIndex((raw) => idOf(raw.hash) === tx);
    const raw = block.transactions[txIndex];
    if (raw) return this.#mapped(raw, place, block, txIndex);
    throw this.#bad('a transaction is not in the block named for it');
  }

  async #block(hash: string, signal: AbortSignal): Promise<RawBlock> {
    const known = this.#blocks.get(hash);
    if (known) return known;
    const { rawBlock, name } = this.#provider;
    if (!rawBlock) throw sourceError('source.unsupported', name, 'it gives no whole blocks');
    const block = checkedBlock(name, hash, await rawBlock.call(this.#provider, hash, signal));
    for (const raw of block.transactions) this.#remember(idOf(raw.hash), raw);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size < blocksRemembered) break;
      this.#blocks.delete(oldest);
    }
    this.#blocks.set(hash, block);
    return block;
  }

  #mapped(
    raw: RawTransaction,
    { height, blockHash }: TransactionPlace,
    header: RawBlockHeader,
    txIndex: number,
  ): UtxoTransaction {
    const time = new Date(header.time * 1_000).toISOString();
    const place = { height, blockHash, time, txIndex };
    return utxoTransactionOf(this.#bitcoin.chain.id, this.#bitcoin.spell, place, raw);
  }

  async #withCoins(
    transactions: readonly UtxoTransaction[],
    signal: AbortSignal,
    spent?: ReadonlyMap<string, Pick<Coin, 'amountBase' | 'script'>>,
  ): Promise<UtxoTransaction[]> {
    const made = new Set<string>();
    for (const { inputs } of transactions) {
      for (const { outpoint } of inputs) {
        const known = spent?.has(outpointKey(outpoint)) || this.#outputs.has(outpoint.tx);
        if (!known) made.add(outpoint.tx);
      }
    }
    const fetched = new Map<string, readonly RawOutput[]>();
    await inParts([...made], async (tx) => {
      fetched.set(tx, (await this.#raw(tx, signal)).outputs);
    });
    return transactions.map((transaction) => {
      const inputs = transaction.inputs.map((input) => {
        const { tx, index } = input.outpoint;
        const output = (this.#outputs.get(tx) ?? fetched.get(tx))?.[index];
        const told = spent?.get(outpointKey(input.outpoint));
        const coin = output ?? (told && { ...told, script: Buffer.from(told.script, 'hex') });
        if (!coin) throw this.#bad('a coin is spent that its transaction did not make');
        return { ...input, coin: coinOf(this.#bitcoin.spell, coin) };
      });
      return this.#conserving({ ...transaction, inputs });
    });
  }

  /** No transaction but a coinbase pays out more than it takes in. */
  #conserving(transaction: UtxoTransaction): UtxoTransaction {
    if (transaction.coinbase) return transaction;
    let fee = 0n;
    for (const { coin } of transaction.inputs) fee += coin?.amountBase ?? 0n;
    for (const { amountBase } of transaction.outputs) fee -= amountBase;
    if (fee < 0n) throw this.#bad('a transaction pays out more than it takes in');
    return transaction;
  }

  async #raw(tx: string, signal: AbortSignal): Promise<RawTransaction> {
    const bytes = await this.#provider.rawTransaction(tx, signal);
    if (!bytes) throw this.#bad('a transaction that is spent or named is not there');
    const raw = checkedTransaction(this.#provider.name, tx, bytes);
    this.#remember(tx, raw);
    return raw;
  }

  #remember(tx: string, raw: RawTransaction): void {
    if (this.#outputs.size >= rememberedMax) {
      const [oldest] = this.#outputs.keys();
      if (oldest !== undefined) this.#outputs.delete(oldest);
    }
    this.#outputs.set(tx, raw.outputs);
  }

  #bad(message: string) {
    return sourceError('source.bad-answer', this.#provider.name, message);
  }
}

/** Works on a few at a time, so that a provider is not flooded. */
async function inParts<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += requestsAtOnce) {
    results.push(...(await Promise.all(items.slice(at, at + requestsAtOnce).map(work))));
  }
  return results;
}
