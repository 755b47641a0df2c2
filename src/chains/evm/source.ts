import { type AccountId, addressOf, type ChainId, chainOf } from '../../domain/caip.ts';
import type { IncompleteReason } from '../../domain/completeness.ts';
import type { HeightRange } from '../../domain/coverage.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { compareTransfers, type Transfer } from '../../domain/transfer.ts';
import type {
  ChainBatch,
  ChainHead,
  ChainSource,
  SourcedTransaction,
} from '../../ports/chain-source.ts';
import type { ContractEvents, EventBatch, EventQuestion } from '../../ports/contract-events.ts';
import { type RangeSize, rangeSize, readAdaptively } from '../adaptive-range.ts';
import type { HttpClient } from '../http.ts';
import { accountFilters, eventFilter } from '../log-filter.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import { sourceError } from '../source-error.ts';
import { cataloguedEvents, chainEvents, tokenTransfers } from '../token-transfers.ts';
import { readLogs, timedLogs } from './account-logs.ts';
import { BlockReader, type ExecutedBlock } from './block-reader.ts';
import type { EvmChain } from './evm-chain.ts';
import { nativeTransfers, sourcedTransaction, transfersOf, withdrawalTransfers } from './map.ts';
import { type EvmRpc, openEvmRpc } from './rpc.ts';
import { tracedTransactions } from './trace-filter.ts';
import { atomicUnseen, withdrawalsUnseen } from './unseen.ts';

/** Whole blocks read in one go; with receipts and traces each may weigh megabytes. */
const blocksAtOnce = 10;

/** Events of single accounts are few, and many providers limit their number alone: it is halved where refused. */
const indexedBlocksMax = 500_000_000;

const noNative: IncompleteReason = {
  code: 'no-native-transfers',
  message: 'Native transfers and fees were not read: the node has no index of them by account',
};
const noInternal: IncompleteReason = {
  code: 'no-internal-transfers',
  message: 'Internal transfers were not read: the node does not trace',
};

/** An EVM chain read from a node by JSON-RPC. */
export class EvmRpcSource implements ChainSource, ContractEvents {
  readonly chain: ChainId;
  readonly name: string;
  readonly #evm: EvmChain;
  readonly #rpc: EvmRpc;
  readonly #reader: BlockReader;
  readonly #nativeScan: ProviderSettings['nativeScan'];
  readonly #logRange: RangeSize;
  readonly #indexedRange: RangeSize = rangeSize(indexedBlocksMax);
  readonly #blockRange: RangeSize = rangeSize(blocksAtOnce);

  constructor(evm: EvmChain, settings: ProviderSettings, http: HttpClient) {
    this.chain = evm.chain.id;
    this.name = `${settings.name}/rpc`;
    this.#evm = evm;
    this.#rpc = openEvmRpc({
      provider: this.name,
      url: settings.url,
      chainNumber: Number(this.chain.split(':')[1]),
      batchCallsMax: settings.batchCallsMax,
      http,
    });
    this.#reader = new BlockReader(this.#rpc, this.name, settings.traces);
    // Where native transfers are logs, the logs tell all of them.
    this.#nativeScan = evm.quirks.nativeTransferLogs === undefined ? settings.nativeScan : 'none';
    this.#logRange = rangeSize(settings.logBlocksMax);
  }

  async head(signal: AbortSignal): Promise<ChainHead> {
    await this.#reader.checkChain(this.chain, signal);
    const { finality } = this.#evm.chain;
    const [latest, final] = await Promise.all([
      this.#reader.header('latest', signal),
      finality.kind === 'tag' ? this.#reader.header(finality.tag, signal) : undefined,
    ]);
    if (!latest) throw sourceError('source.bad-answer', this.name, 'has no newest block');
    const finalHeight =
      finality.kind === 'tag' ? (final?.number ?? -1) : latest.number - finality.blocks;
    return {
      height: latest.number,
      hash: latest.hash,
      finalHeight: Math.min(finalHeight, latest.number),
    };
  }

  async *account(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<ChainBatch> {
    if (chainOf(account) !== this.chain) {
      throw new WagetraceError('source.wrong-chain', 'The account is of another chain');
    }
    await this.#reader.checkChain(this.chain, signal);
    const end = await this.#reader.existingHeader(range.toHeight, signal);
    const size = this.#nativeScan === 'blocks' ? this.#blockRange : this.#logRange;
    const parts = readAdaptively(range, size, async (part) => {
      const batch = await this.#accountPart(account, part, signal);
      await this.#reader.checkStands(end, signal);
      return batch;
    });
    for await (const { blockHashes, ...batch } of parts) {
      const last = batch.toHeight === range.toHeight ? { [end.number]: end.hash } : {};
      yield { ...batch, blockHashes: { ...blockHashes, ...last } };
    }
  }

  async *blocks(range: HeightRange, signal: AbortSignal): AsyncGenerator<ChainBatch> {
    await this.#reader.checkChain(this.chain, signal);
    yield* readAdaptively(range, this.#blockRange, (part) => this.#wholeBlocks(part, signal));
  }

  async *contractEvents(
    question: EventQuestion,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<EventBatch> {
    if (chainOf(question.contract) !== this.chain) {
      throw new WagetraceError('source.wrong-chain', 'The contract is of another chain');
    }
    await this.#reader.checkChain(this.chain, signal);
    const end = await this.#reader.existingHeader(range.toHeight, signal);
    const filter = eventFilter(question, addressOf);
    const size = question.indexed ? this.#indexedRange : this.#logRange;
    yield* readAdaptively(range, size, async (part) => {
      const logs = await readLogs(this.#rpc, [filter], part, signal);
      const timed = await timedLogs(this.#reader, this.name, logs, signal);
      await this.#reader.checkStands(end, signal);
      return { ...part, events: chainEvents(this.#evm, timed) };
    });
  }

  async transaction(tx: string, signal: AbortSignal): Promise<SourcedTransaction | undefined> {
    await this.#reader.checkChain(this.chain, signal);
    const mined = await this.#reader.minedTransaction(tx, signal);
    if (!mined) return undefined;
    const calls = await this.#reader.callsOf(tx, signal);
    const told = sourcedTransaction(this.#evm, { ...mined, calls });
    return { ...told, ...this.#unseen(calls ? 'traces' : 'receipts', []) };
  }

  async blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    return (await this.#reader.header(height, signal))?.hash;
  }

  async #accountPart(account: AccountId, part: HeightRange, signal: AbortSignal) {
    const concerns = (t: Transfer) => t.from === account || t.to === account;
    if (this.#nativeScan === 'blocks') {
      const { transfers, ...batch } = await this.#wholeBlocks(part, signal);
      return { ...batch, transfers: transfers.filter(concerns), events: [] };
    }
    const address = addressOf(account);
    const filters = accountFilters(this.#evm, address);
    const logs = await readLogs(this.#rpc, filters, part, signal);
    const timed = await timedLogs(this.#reader, this.name, logs, signal);
    const traced =
      this.#nativeScan === 'trace-filter'
        ? await tracedTransactions(this.#rpc, this.#reader, address, part, signal)
        : undefined;
    const native = (traced ?? []).flatMap((one) => nativeTransfers(this.#evm, one));
    const transfers = [...tokenTransfers(this.#evm, timed), ...native.filter(concerns)].sort(
      compareTransfers,
    );
    return {
      ...part,
      transfers,
      events: [],
      blockHashes: Object.fromEntries(transfers.map((t) => [t.height, t.blockHash])),
      ...this.#unseen(traced ? (this.#reader.tracing ? 'traces' : 'receipts') : 'logs', [
        // Without native transfers these are missing anyway.
        ...(traced ? withdrawalsUnseen(this.#evm.quirks) : []),
        ...(traced ? atomicUnseen(this.#evm.quirks) : []),
      ]),
    };
  }

  #executed(part: HeightRange, signal: AbortSignal): Promise<ExecutedBlock[]> {
    const heights = Array.from(
      { length: part.toHeight - part.fromHeight + 1 },
      (_, index) => part.fromHeight + index,
    );
    return Promise.all(heights.map((height) => this.#reader.executed(height, signal)));
  }

  async #wholeBlocks(part: HeightRange, signal: AbortSignal): Promise<ChainBatch> {
    const blocks = await this.#executed(part, signal);
    for (const [index, { block }] of blocks.entries()) {
      if (index > 0 && block.parentHash !== blocks[index - 1]?.block.hash) {
        throw sourceError('source.reorged', this.name, 'blocks do not follow one another');
      }
    }
    const logs = blocks.flatMap(({ block, transactions }) =>
      transactions.flatMap(({ receipt }) =>
        receipt.logs.map((log) => ({ log, timestamp: block.timestamp })),
      ),
    );
    const traced = blocks.every((block) => block.traced);
    const parentHash = blocks[0]?.block.parentHash;
    return {
      ...part,
      transfers: blocks.flatMap(({ block, transactions }) => [
        ...transactions.flatMap((executed) => transfersOf(this.#evm, executed)),
        ...withdrawalTransfers(this.#evm, block, block.withdrawals),
      ]),
      events: cataloguedEvents(this.#evm, this.#evm.catalogue, logs),
      blockHashes: Object.fromEntries(blocks.map(({ block }) => [block.number, block.hash])),
      ...(parentHash === undefined ? {} : { parentHash }),
      ...this.#unseen(
        traced ? 'traces' : 'receipts',
        atomicUnseen(
          this.#evm.quirks,
          blocks.map(({ block }) => block),
        ),
      ),
    };
  }

  /** What a reading could not see, as part of its result. */
  #unseen(
    read: 'logs' | 'receipts' | 'traces',
    beside: readonly IncompleteReason[],
  ): { incomplete?: IncompleteReason[] } {
    const isTold = this.#evm.quirks.nativeTransferLogs !== undefined || read === 'traces';
    const incomplete = [...(isTold ? [] : [read === 'logs' ? noNative : noInternal]), ...beside];
    return incomplete.length > 0 ? { incomplete } : {};
  }
}
