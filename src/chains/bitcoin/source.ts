import { holderOf } from '../../accounts/coin-holder.ts';
import { type AccountId, chainOf } from '../../domain/caip.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { UtxoTransaction } from '../../domain/utxo.ts';
import type {
  ChainBatch,
  ChainHead,
  ChainSource,
  SourcedTransaction,
} from '../../ports/chain-source.ts';
import { type RangeSize, rangeSize, readAdaptively } from '../adaptive-range.ts';
import { sourceError } from '../source-error.ts';
import { type BitcoinChain, namesChain, namingHeight } from './bitcoin-chain.ts';
import { type CheckedBlock, CheckedChain } from './checked-chain.ts';
import type { BitcoinProvider } from './provider.ts';
import { transfersOf } from './transfers.ts';

/** Blocks read in one go: a full one weighs megabytes. */
const blocksAtOnce = 4;
/** Transactions of an account handed on together. */
const transactionsAtOnce = 25;

/** A chain of the Bitcoin family, read through a provider of any dialect and checked. */
export class BitcoinSource implements ChainSource {
  readonly chain;
  readonly name: string;
  readonly #bitcoin: BitcoinChain;
  readonly #provider: BitcoinProvider;
  readonly #checked: CheckedChain;
  readonly #scansBlocks: boolean;
  readonly #blockRange: RangeSize = rangeSize(blocksAtOnce);
  #chainChecked = false;

  /** `scansBlocks`: an account's history may be found by reading every block of the range. */
  constructor(bitcoin: BitcoinChain, provider: BitcoinProvider, scansBlocks: boolean) {
    this.chain = bitcoin.chain.id;
    this.name = provider.name;
    this.#bitcoin = bitcoin;
    this.#provider = provider;
    this.#checked = new CheckedChain(bitcoin, provider);
    this.#scansBlocks = scansBlocks;
  }

  async head(signal: AbortSignal): Promise<ChainHead> {
    await this.#checkChain(signal);
    const { finality } = this.#bitcoin.chain;
    const height = await this.#provider.tipHeight(signal);
    const hash = await this.blockHash(height, signal);
    if (hash === undefined) throw sourceError('source.reorged', this.name, 'the tip went back');
    const depth = finality.kind === 'confirmations' ? finality.blocks : 0;
    return { height, hash, finalHeight: height - depth };
  }

  async *account(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<ChainBatch> {
    if (chainOf(account) !== this.chain) {
      throw new WagetraceError('source.wrong-chain', 'The account is of another chain');
    }
    signal.throwIfAborted();
    await this.#checkChain(signal);
    const endHash = await this.#existingHash(range.toHeight, signal);
    const batches = this.#provider.accountTransactions
      ? this.#indexed(account, range, signal)
      : this.#scanned(account, range, signal);
    for await (const batch of batches) {
      const last = batch.toHeight === range.toHeight ? { [range.toHeight]: endHash } : {};
      yield { ...batch, blockHashes: { ...batch.blockHashes, ...last } };
      // One block's hash vouches for all below it: while it stands, nothing has changed.
      await this.#checkHash(range.toHeight, endHash, signal);
    }
  }

  async *blocks(range: HeightRange, signal: AbortSignal): AsyncGenerator<ChainBatch> {
    await this.#checkChain(signal);
    for await (const blocks of this.#blocksOf(range, signal)) {
      yield { ...this.#batch(blocks), parentHash: blocks[0]?.parentHash ?? '' };
    }
  }

  async transaction(tx: string, signal: AbortSignal): Promise<SourcedTransaction | undefined> {
    await this.#checkChain(signal);
    const utxo = await this.#checked.transaction(tx, signal);
    if (utxo === undefined) return undefined;
    const { height, blockHash, time } = utxo;
    await this.#checkHash(height, blockHash, signal);
    const transfers = transfersOf(this.#bitcoin, utxo);
    return { height, blockHash, time, failed: false, transfers, events: [], utxo };
  }

  async blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    return await this.#provider.blockHash(height, signal);
  }

  /** A URL set for the wrong chain would file one chain's transfers under another. */
  async #checkChain(signal: AbortSignal): Promise<void> {
    if (this.#chainChecked) return;
    const hash = await this.#existingHash(namingHeight(this.chain), signal);
    if (!namesChain(this.chain, hash)) {
      throw sourceError('source.wrong-chain', this.name, `serves bip122:${hash.slice(0, 32)}`);
    }
    this.#chainChecked = true;
  }

  async #existingHash(height: number, signal: AbortSignal): Promise<string> {
    const hash = await this.blockHash(height, signal);
    if (hash !== undefined) return hash;
    throw sourceError('source.above-head', this.name, `has no block ${height} yet`);
  }

  async #checkHash(height: number, hash: string, signal: AbortSignal): Promise<void> {
    if ((await this.blockHash(height, signal)) === hash) return;
    throw sourceError('source.reorged', this.name, 'the chain changed while it was read');
  }

  /** By the provider's index: the transactions are named, then read and checked one by one. */
  async *#indexed(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<ChainBatch> {
    const found = (await this.#provider.accountTransactions?.(account, range, signal)) ?? [];
    const named = [...found].sort((a, b) => a.height - b.height);
    let { fromHeight } = range;
    let at = 0;
    do {
      let end = Math.min(at + transactionsAtOnce, named.length);
      // A block is handed on whole.
      while (end < named.length && named[end]?.height === named[end - 1]?.height) end += 1;
      const toHeight = end >= named.length ? range.toHeight : (named[end - 1]?.height ?? 0);
      const part = await this.#placed(named.slice(at, end), signal);
      const transactions = await this.#checked.minedTransactions(part, signal);
      const own = transactions.filter((transaction) => this.#touches(account, transaction));
      if (own.length < transactions.length) {
        throw sourceError('source.bad-answer', this.name, 'a transaction is not of the account');
      }
      yield this.#accountBatch(account, { fromHeight, toHeight }, own);
      fromHeight = toHeight + 1;
      at = end;
    } while (at < named.length);
  }

  async #placed(
    named: readonly { readonly tx: string; readonly height: number }[],
    signal: AbortSignal,
  ) {
    const hashes = new Map<number, string>();
    for (const { height } of named) {
      if (!hashes.has(height)) hashes.set(height, await this.#existingHash(height, signal));
    }
    return named.map(({ tx, height }) => ({ tx, height, blockHash: hashes.get(height) ?? '' }));
  }

  async *#scanned(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<ChainBatch> {
    if (!this.#scansBlocks) {
      throw sourceError('source.unsupported', this.name, 'it has no index by account');
    }
    for await (const blocks of this.#blocksOf(range, signal)) {
      const transactions = blocks.flatMap((block) => block.transactions);
      const own = transactions.filter((transaction) => this.#touches(account, transaction));
      yield this.#accountBatch(account, this.#batch(blocks), own);
    }
  }

  #accountBatch(
    account: AccountId,
    range: HeightRange,
    own: readonly UtxoTransaction[],
  ): ChainBatch {
    const transfers = own
      .flatMap((transaction) => transfersOf(this.#bitcoin, transaction))
      .filter((transfer) => transfer.from === account || transfer.to === account);
    return {
      fromHeight: range.fromHeight,
      toHeight: range.toHeight,
      transfers,
      events: [],
      utxo: own,
      blockHashes: Object.fromEntries(own.map((one) => [one.height, one.blockHash])),
    };
  }

  #touches(account: AccountId, { inputs, outputs }: UtxoTransaction): boolean {
    const holds = (coin: (typeof outputs)[number]) => holderOf(this.chain, coin) === account;
    return outputs.some(holds) || inputs.some(({ coin }) => coin !== undefined && holds(coin));
  }

  async *#blocksOf(range: HeightRange, signal: AbortSignal): AsyncGenerator<CheckedBlock[]> {
    let parent: string | undefined;
    const parts = readAdaptively(range, this.#blockRange, (part) =>
      this.#wholeBlocks(part, signal),
    );
    for await (const blocks of parts) {
      for (const block of blocks) {
        if (parent !== undefined && block.parentHash !== parent) {
          throw sourceError('source.reorged', this.name, 'blocks do not follow one another');
        }
        parent = block.hash;
      }
      yield blocks;
    }
  }

  async #wholeBlocks(part: HeightRange, signal: AbortSignal): Promise<CheckedBlock[]> {
    const blocks: CheckedBlock[] = [];
    for (let height = part.fromHeight; height <= part.toHeight; height++) {
      const block = await this.#checked.block(height, signal);
      if (!block) throw sourceError('source.above-head', this.name, `has no block ${height} yet`);
      blocks.push(block);
    }
    return blocks;
  }

  #batch(blocks: readonly CheckedBlock[]): ChainBatch {
    const utxo = blocks.flatMap((block) => block.transactions);
    return {
      fromHeight: blocks[0]?.height ?? 0,
      toHeight: blocks.at(-1)?.height ?? 0,
      transfers: utxo.flatMap((transaction) => transfersOf(this.#bitcoin, transaction)),
      events: [],
      utxo,
      blockHashes: Object.fromEntries(blocks.map((block) => [block.height, block.hash])),
    };
  }
}
