import { id } from 'ethers';
import { type AccountId, addressOf, type ChainId, chainOf } from '../../../domain/caip.ts';
import type { HeightRange } from '../../../domain/coverage.ts';
import type { ChainBatch, ChainSource } from '../../../ports/chain-source.ts';
import type {
  ContractEvents,
  EventBatch,
  EventQuestion,
  ToldEvent,
} from '../../../ports/contract-events.ts';
import { type RangeSize, rangeSize, readAdaptively } from '../../adaptive-range.ts';
import type { HttpClient } from '../../http.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sourceError } from '../../source-error.ts';
import { eventsOf, transfersOf } from '../map.ts';
import { TronNode } from '../rpc.ts';
import { TronNodeSource } from '../source.ts';
import type { TronChain } from '../tron-chain.ts';
import { eventOfRow, nameOf, untold } from './map.ts';
import { readList, type TimeWindow } from './rpc.ts';
import { eventRow, tokenRow, transactionRow } from './wire.ts';

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
export class TronGridSource implements ChainSource, ContractEvents {
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
  readonly #eventRange: RangeSize = rangeSize(rangeBlocksMax);

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

  async *contractEvents(
    question: EventQuestion,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<EventBatch> {
    if (chainOf(question.contract) !== this.chain) {
      throw sourceError('source.wrong-chain', this.name, 'the contract is of another chain');
    }
    if (question.indexed) {
      throw sourceError(
        'source.unsupported',
        this.name,
        'does not tell which arguments are indexed',
      );
    }
    await this.#node.checkChain(this.chain, signal);
    yield* readAdaptively(range, this.#eventRange, async (part) => ({
      ...part,
      events: await this.#eventsIn(question, part, signal),
    }));
  }

  async #part(account: AccountId, part: HeightRange, signal: AbortSignal): Promise<ChainBatch> {
    const window = await this.#windowOf(part, signal);
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

  async #windowOf(part: HeightRange, signal: AbortSignal): Promise<TimeWindow> {
    const [first, last] = await Promise.all([
      this.#node.existingHeader(part.fromHeight, signal),
      this.#node.existingHeader(part.toHeight, signal),
    ]);
    return { fromMs: first.timestampMs, toMs: last.timestampMs };
  }

  /** What the list tells of events; those that share a block, where it gives no order, by the block. */
  async #eventsIn(
    { contract, signatures }: EventQuestion,
    part: HeightRange,
    signal: AbortSignal,
  ): Promise<ToldEvent[]> {
    const window = await this.#windowOf(part, signal);
    const path = `/v1/contracts/${addressOf(contract)}/events`;
    const names = { fromName: 'min_block_timestamp', toName: 'max_block_timestamp' } as const;
    const told: ToldEvent[] = [];
    for (const signature of signatures) {
      const query = { event_name: nameOf(signature), only_confirmed: 'true' };
      const list = { ...names, path, row: eventRow, query };
      const rows = await readList(this.#node, this.name, list, window, this.#pageRows, signal);
      told.push(...rows.flatMap((row) => eventOfRow(this.#tron, this.name, row, signature) ?? []));
    }
    const own = told.filter((event) => event.contract === contract);
    return await this.#inOrder(own, contract, signatures, signal);
  }

  async #inOrder(
    told: readonly ToldEvent[],
    contract: AccountId,
    signatures: readonly string[],
    signal: AbortSignal,
  ): Promise<ToldEvent[]> {
    const topics = new Set(signatures.map(id));
    const byHeight = new Map<number, ToldEvent[]>();
    for (const one of told) byHeight.set(one.height, [...(byHeight.get(one.height) ?? []), one]);
    const ordered: ToldEvent[] = [];
    for (const [height, own] of [...byHeight].sort(([a], [b]) => a - b)) {
      if (own.length === 1) {
        ordered.push(...own);
        continue;
      }
      const { transactions } = await this.#node.executed(height, signal);
      const events = transactions.flatMap((one) => eventsOf(this.#tron, one));
      ordered.push(
        ...events.filter((one) => one.contract === contract && topics.has(one.topics[0] ?? '')),
      );
    }
    return ordered;
  }

  /** Heights of the blocks with transactions of the account, ascending, and its rows of tokens. */
  async #find(account: AccountId, window: TimeWindow, signal: AbortSignal) {
    const path = `/v1/accounts/${addressOf(account)}/transactions`;
    const [node, name, rows] = [this.#node, this.name, this.#pageRows];
    const names = { fromName: 'min_timestamp', toName: 'max_timestamp' } as const;
    const tokenList = { ...names, path: `${path}/trc20`, row: tokenRow };
    const [transactions, tokens] = await Promise.all([
      readList(node, name, { ...names, path, row: transactionRow }, window, rows, signal),
      readList(node, name, tokenList, window, rows, signal),
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
