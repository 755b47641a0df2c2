import { type AccountId, type ChainId, chainOf } from '../../domain/caip.ts';
import type { IncompleteReason } from '../../domain/completeness.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import type {
  ChainBatch,
  ChainHead,
  ChainSource,
  SourcedTransaction,
} from '../../ports/chain-source.ts';
import type { ContractEvents, EventBatch, EventQuestion } from '../../ports/contract-events.ts';
import { type RangeSize, rangeSize, readAdaptively } from '../adaptive-range.ts';
import type { HttpClient } from '../http.ts';
import { eventFilter } from '../log-filter.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { sourceError } from '../source-error.ts';
import { chainEvents, isoTime, tokenTransfers } from '../token-transfers.ts';
import { accountLogFilters, hexAddress, readLogs, timedLogs } from './account-logs.ts';
import { cataloguedEventsOf, eventsOf, hasFailed, transfersOf } from './map.ts';
import { type TronHeader, TronNode } from './rpc.ts';
import type { TronChain } from './tron-chain.ts';

/** Whole blocks read in one go. */
const blocksAtOnce = 10;

const noNative: IncompleteReason = {
  code: 'no-native-transfers',
  message: 'TRX transfers and fees were not read: the node has no index of them by account',
};

/** A chain of TRON's kind, read from a java-tron node. */
export class TronNodeSource implements ChainSource, ContractEvents {
  readonly chain: ChainId;
  readonly name: string;
  readonly #tron: TronChain;
  readonly #node: TronNode;
  readonly #scansBlocks: boolean;
  readonly #logRange: RangeSize;
  readonly #blockRange: RangeSize = rangeSize(blocksAtOnce);

  constructor(tron: TronChain, settings: ProviderSettings, http: HttpClient) {
    this.chain = tron.chain.id;
    this.name = `${settings.name}/java-tron`;
    this.#tron = tron;
    this.#node = new TronNode({ ...settings, provider: this.name, http });
    this.#scansBlocks = settings.nativeScan === 'blocks';
    this.#logRange = rangeSize(settings.logBlocksMax);
  }

  async head(signal: AbortSignal): Promise<ChainHead> {
    await this.#node.checkChain(this.chain, signal);
    const { finality } = this.#tron.chain;
    const newest = await this.#node.newest(signal);
    const finalHeight =
      finality.kind === 'tag'
        ? (await this.#node.irreversible(signal)).number
        : newest.number - finality.blocks;
    const { number: height, hash } = newest;
    return { height, hash, finalHeight: Math.min(finalHeight, height) };
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
    const size = this.#scansBlocks ? this.#blockRange : this.#logRange;
    const parts = readAdaptively(range, size, async (part) => {
      const batch = await this.#accountPart(account, part, signal);
      await this.#checkEnd(end, signal);
      return batch;
    });
    for await (const batch of parts) {
      const last = batch.toHeight === range.toHeight ? { [end.number]: end.hash } : {};
      yield { ...batch, blockHashes: { ...batch.blockHashes, ...last } };
    }
  }

  async *blocks(range: HeightRange, signal: AbortSignal): AsyncGenerator<ChainBatch> {
    await this.#node.checkChain(this.chain, signal);
    yield* readAdaptively(range, this.#blockRange, (part) => this.#wholeBlocks(part, signal));
  }

  async *contractEvents(
    question: EventQuestion,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<EventBatch> {
    if (chainOf(question.contract) !== this.chain) {
      throw sourceError('source.wrong-chain', this.name, 'the contract is of another chain');
    }
    await this.#node.checkChain(this.chain, signal);
    const end = await this.#node.existingHeader(range.toHeight, signal);
    const filter = eventFilter(question, hexAddress);
    yield* readAdaptively(range, this.#logRange, async (part) => {
      const logs = await readLogs(this.#node, [filter], part, this.name, signal);
      const timed = await timedLogs(this.#node, logs, this.name, signal);
      await this.#checkEnd(end, signal);
      return { ...part, events: chainEvents(this.#tron, timed) };
    });
  }

  async transaction(tx: string, signal: AbortSignal): Promise<SourcedTransaction | undefined> {
    await this.#node.checkChain(this.chain, signal);
    return await sourcedTransaction(this.#tron, this.#node, tx, signal);
  }

  async blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    return (await this.#node.header(height, signal))?.hash;
  }

  /** One block's hash vouches for all below it: while it stands, nothing that was read has changed. */
  async #checkEnd(end: TronHeader, signal: AbortSignal): Promise<void> {
    const now = await this.#node.header(end.number, signal);
    if (now?.hash === end.hash) return;
    throw sourceError('source.reorged', this.name, 'the chain changed while it was read');
  }

  async #accountPart(
    account: AccountId,
    part: HeightRange,
    signal: AbortSignal,
  ): Promise<ChainBatch> {
    if (this.#scansBlocks) {
      const { transfers, ...batch } = await this.#wholeBlocks(part, signal);
      const own = transfers.filter((t) => t.from === account || t.to === account);
      return { ...batch, transfers: own, events: [] };
    }
    const filters = accountLogFilters(this.#tron, account);
    const logs = await readLogs(this.#node, filters, part, this.name, signal);
    const timed = await timedLogs(this.#node, logs, this.name, signal);
    const transfers = tokenTransfers(this.#tron, timed);
    return {
      ...part,
      transfers,
      events: [],
      blockHashes: Object.fromEntries(transfers.map((t) => [t.height, t.blockHash])),
      incomplete: [noNative],
    };
  }

  async #wholeBlocks(part: HeightRange, signal: AbortSignal): Promise<ChainBatch> {
    const heights = Array.from(
      { length: part.toHeight - part.fromHeight + 1 },
      (_, index) => part.fromHeight + index,
    );
    const blocks = await Promise.all(heights.map((height) => this.#node.executed(height, signal)));
    for (const [index, { block }] of blocks.entries()) {
      const before = blocks[index - 1]?.block.blockID;
      if (index > 0 && block.block_header.raw_data.parentHash !== before) {
        throw sourceError('source.reorged', this.name, 'blocks do not follow one another');
      }
    }
    const executed = blocks.flatMap(({ transactions }) => transactions);
    const parentHash = blocks[0]?.block.block_header.raw_data.parentHash;
    return {
      ...part,
      transfers: executed.flatMap((one) => transfersOf(this.#tron, one)),
      events: executed.flatMap((one) => cataloguedEventsOf(this.#tron, one)),
      blockHashes: Object.fromEntries(
        blocks.map(({ block }) => [block.block_header.raw_data.number, block.blockID]),
      ),
      ...(parentHash === undefined ? {} : { parentHash }),
    };
  }
}

/** A transaction told from its whole block: only there its logs have their places. */
async function sourcedTransaction(
  tron: TronChain,
  node: TronNode,
  tx: string,
  signal: AbortSignal,
): Promise<SourcedTransaction | undefined> {
  const height = await node.heightOf(tx, signal);
  if (height === undefined) return undefined;
  const { block, transactions } = await node.executed(height, signal);
  const executed = transactions.find(({ transaction }) => transaction.txID === tx);
  if (!executed) return undefined;
  return {
    height,
    blockHash: block.blockID,
    time: isoTime(block.block_header.raw_data.timestamp / 1_000),
    failed: hasFailed(executed),
    transfers: transfersOf(tron, executed),
    events: eventsOf(tron, executed),
  };
}
