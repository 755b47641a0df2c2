import { type AccountId, addressOf, type ChainId, chainOf } from '../../../domain/caip.ts';
import type { HeightRange } from '../../../domain/coverage.ts';
import type { ChainBatch, ChainSource } from '../../../ports/chain-source.ts';
import { type RangeSize, rangeSize, readAdaptively } from '../../adaptive-range.ts';
import type { HttpClient } from '../../http.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sourceError } from '../../source-error.ts';
import { transfersOf } from '../map.ts';
import { TronNode } from '../rpc.ts';
import { TronNodeSource } from '../source.ts';
import type { TronChain } from '../tron-chain.ts';
import { untold } from './map.ts';
import { readList, type TimeWindow } from './rpc.ts';
import { tokenRow, transactionRow } from './wire.ts';

/** TronGrid gives no more rows on one page. */
const pageRowsMax = 200;
/** Blocks told at once. */
const blocksAtOnce = 5;
/** The widest stretch that is asked first: a year of blocks of three seconds. */
const rangeBlocksMax = 10_512_000;

/**
 * A chain of TRON's kind, read from TronGrid. Its lists find the transactions of an account; what
 * they moved is told by their blocks, since rows of the lists have no place among the logs, and
 * the same transfer must have one key whatever source it was read from.
 */
export class TronGridSource implements ChainSource {
  readonly chain: ChainId;
  readonly name: string;
  readonly head: ChainSource['head'];
  readonly blocks: ChainSource['blocks'];
  readonly transaction: ChainSource['transaction'];
  readonly blockHash: ChainSource['blockHash'];
  readonly #tron: TronChain;
  readonly #node: TronNode;
  readonly #pageRows: number;
  readonly #range: RangeSize = rangeSize(rangeBlocksMax);

  constructor(tron: TronChain, settings: ProviderSettings, http: HttpClient) {
    this.chain = tron.chain.id;
    this.name = `${settings.name}/trongrid`;
    this.#tron = tron;
    this.#node = new TronNode({ ...settings, provider: this.name, http });
    this.#pageRows = Math.min(settings.pageRows, pageRowsMax);
    const blocks = new TronNodeSource(tron, settings, http);
    this.head = blocks.head.bind(blocks);
    this.blocks = blocks.blocks.bind(blocks);
    this.transaction = blocks.transaction.bind(blocks);
    this.blockHash = blocks.blockHash.bind(blocks);
  }

  async *account(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<ChainBatch> {
    if (chainOf(account) !== this.chain) {
      throw sourceError('source.wrong-chain', this.name, 'the account is of another chain');
    }
    await this.#node.checkChain(this.chain, signal);
    const end = await this.#node.existingHeader(range.toHeight, signal);
    const parts = readAdaptively(range, this.#range, async (part) => {
      const batch = await this.#part(account, part, signal);
      const now = await this.#node.header(end.number, signal);
      if (now?.hash === end.hash) return batch;
      throw sourceError('source.reorged', this.name, 'the chain changed while it was read');
    });
    for await (const batch of parts) {
      const last = batch.toHeight === range.toHeight ? { [end.number]: end.hash } : {};
      yield { ...batch, blockHashes: { ...batch.blockHashes, ...last } };
    }
  }

  async #part(account: AccountId, part: HeightRange, signal: AbortSignal): Promise<ChainBatch> {
    const [first, last] = await Promise.all([
      this.#node.existingHeader(part.fromHeight, signal),
      this.#node.existingHeader(part.toHeight, signal),
    ]);
    const window = { fromMs: first.timestampMs, toMs: last.timestampMs };
    const { heights, tokens } = await this.#find(account, window, signal);
    const transfers = [];
    for (let at = 0; at < heights.length; at += blocksAtOnce) {
      const told = await Promise.all(
        heights.slice(at, at + blocksAtOnce).map((height) => this.#node.executed(height, signal)),
      );
      const executed = told.flatMap(({ transactions }) => transactions);
      transfers.push(...executed.flatMap((one) => transfersOf(this.#tron, one)));
    }
    const own = transfers.filter((t) => t.from === account || t.to === account);
    const missing = untold(this.#tron, tokens, own);
    if (missing.length > 0) {
      throw sourceError('source.bad-answer', this.name, 'its lists and its blocks differ', {
        transactions: missing.slice(0, 20),
      });
    }
    return {
      ...part,
      transfers: own,
      events: [],
      blockHashes: Object.fromEntries(own.map((t) => [t.height, t.blockHash])),
    };
  }

  /** Heights of the blocks with transactions of the account, ascending, and its rows of tokens. */
  async #find(account: AccountId, window: TimeWindow, signal: AbortSignal) {
    const list = `/v1/accounts/${addressOf(account)}/transactions`;
    const [node, name, rows] = [this.#node, this.name, this.#pageRows];
    const [transactions, tokens] = await Promise.all([
      readList(node, name, list, transactionRow, window, rows, signal),
      readList(node, name, `${list}/trc20`, tokenRow, window, rows, signal),
    ]);
    const heights = new Map(transactions.map((row) => [row.tx, row.height]));
    for (const { transaction_id: tx } of tokens) if (!heights.has(tx)) heights.set(tx, undefined);
    const found = new Set<number>();
    for (const [tx, known] of heights) {
      const height = known ?? (await node.heightOf(tx, signal));
      if (height === undefined) {
        throw sourceError('source.reorged', name, 'a transaction left the chain');
      }
      found.add(height);
    }
    return { heights: [...found].sort((a, b) => a - b), tokens };
  }
}
