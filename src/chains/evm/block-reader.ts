import { z } from 'zod';
import type { ChainId } from '../../domain/caip.ts';
import { isWagetraceError } from '../../domain/errors.ts';
import { sourceError } from '../source-error.ts';
import { callsOfFrame, callsOfTraces, type InternalCall } from './internal-calls.ts';
import type { ExecutedTransaction } from './map.ts';
import type { EvmRpc } from './rpc.ts';
import {
  count,
  type WireBlock,
  type WireHeader,
  type WireReceipt,
  type WireTrace,
  type WireTransaction,
  wireBlock,
  wireFrame,
  wireHeader,
  wireReceipt,
  wireTrace,
  wireTracedBlock,
  wireTransaction,
} from './wire.ts';

/** Which namespace of the node tells of internal calls. */
export type TraceNamespace = 'debug' | 'trace' | 'none';

/** Internal calls by transaction hash; undefined where the node does not trace. */
export type CallsByTransaction = ReadonlyMap<string, readonly InternalCall[]>;

const hex = (height: number) => `0x${height.toString(16)}`;
const callTracer = { tracer: 'callTracer' };

/** Reads blocks, receipts and traces of one node, each checked to be of the block that was asked. */
export class BlockReader {
  readonly #rpc: EvmRpc;
  readonly #provider: string;
  #traces: TraceNamespace;
  #blockReceipts = true;
  #chainChecked = false;

  constructor(rpc: EvmRpc, provider: string, traces: TraceNamespace) {
    this.#rpc = rpc;
    this.#provider = provider;
    this.#traces = traces;
  }

  /**
   * A URL that is set for the wrong chain would file one chain's transfers under another. Asked
   * once. Throws `source.wrong-chain`.
   */
  async checkChain(chain: ChainId, signal: AbortSignal): Promise<void> {
    if (this.#chainChecked) return;
    const found = await this.#rpc.call(count, 'eth_chainId', [], signal);
    if (`eip155:${found}` !== chain) {
      throw sourceError('source.wrong-chain', this.#provider, `serves eip155:${found}`);
    }
    this.#chainChecked = true;
  }

  /** False when internal calls cannot be read, by configuration or because the node refused. */
  get tracing(): boolean {
    return this.#traces !== 'none';
  }

  /** The block of a height or a tag, without transactions; undefined above the head. */
  async header(at: number | string, signal: AbortSignal): Promise<WireHeader | undefined> {
    const params = [typeof at === 'number' ? hex(at) : at, false];
    const schema = wireHeader.nullable();
    const header = await this.#rpc.call(schema, 'eth_getBlockByNumber', params, signal);
    if (header && typeof at === 'number' && header.number !== at) {
      throw sourceError('source.bad-answer', this.#provider, 'answered with another block');
    }
    return header ?? undefined;
  }

  /** Throws `source.above-head` where the block is not there (any more). */
  async existingHeader(height: number, signal: AbortSignal): Promise<WireHeader> {
    const header = await this.header(height, signal);
    if (header) return header;
    throw sourceError('source.above-head', this.#provider, 'has no such block yet', { height });
  }

  /**
   * One block's hash vouches for all below it: while it stands, nothing that was read has changed.
   * Throws `source.reorged`.
   */
  async checkStands(end: WireHeader, signal: AbortSignal): Promise<void> {
    const now = await this.header(end.number, signal);
    if (now?.hash === end.hash) return;
    throw sourceError('source.reorged', this.#provider, 'the chain changed while it was read');
  }

  /** A transaction with its block and receipt; undefined where it is not in a block. */
  async minedTransaction(tx: string, signal: AbortSignal) {
    const transaction = await this.transaction(tx, signal);
    if (!transaction) return undefined;
    const [header, receipt] = await Promise.all([
      this.existingHeader(transaction.blockNumber, signal),
      this.receipt(tx, transaction.blockHash, signal),
    ]);
    if (header.hash === transaction.blockHash) return { header, transaction, receipt };
    throw sourceError('source.reorged', this.#provider, 'the transaction left its block');
  }

  async block(height: number, signal: AbortSignal): Promise<WireBlock> {
    const params = [hex(height), true];
    const block = await this.#rpc.call(
      wireBlock.nullable(),
      'eth_getBlockByNumber',
      params,
      signal,
    );
    if (!block) {
      throw sourceError('source.above-head', this.#provider, 'has no such block yet', { height });
    }
    const whole = block.transactions.every((tx) => tx.blockHash === block.hash);
    if (block.number === height && whole) return block;
    throw sourceError('source.bad-answer', this.#provider, 'answered with another block');
  }

  async transaction(hash: string, signal: AbortSignal): Promise<WireTransaction | undefined> {
    // A transaction that waits has no block yet: as far as the chain is concerned it is not there.
    const pending = z.object({ blockHash: z.null() }).transform(() => null);
    const schema = z.union([wireTransaction, pending, z.null()]);
    const found = await this.#rpc.call(schema, 'eth_getTransactionByHash', [hash], signal);
    return found ?? undefined;
  }

  /** The receipt of a transaction of the block. Throws `source.reorged` if it is in another block. */
  async receipt(hash: string, blockHash: string, signal: AbortSignal): Promise<WireReceipt> {
    const schema = wireReceipt.nullable();
    const receipt = await this.#rpc.call(schema, 'eth_getTransactionReceipt', [hash], signal);
    if (receipt?.blockHash === blockHash) return receipt;
    throw sourceError('source.reorged', this.#provider, 'a transaction left its block');
  }

  /** Receipts of all transactions of the block, in their order. */
  async receipts(block: WireBlock, signal: AbortSignal): Promise<readonly WireReceipt[]> {
    if (block.transactions.length === 0) return [];
    const receipts = await this.#blockReceiptsOf(block, signal);
    const matches = receipts.every(
      (receipt, index) => receipt.transactionHash === block.transactions[index]?.hash,
    );
    if (!matches || receipts.length !== block.transactions.length) {
      throw sourceError('source.reorged', this.#provider, 'receipts are not of the block read');
    }
    return receipts;
  }

  async #blockReceiptsOf(block: WireBlock, signal: AbortSignal): Promise<readonly WireReceipt[]> {
    if (this.#blockReceipts) {
      try {
        const schema = z.array(wireReceipt);
        const params = [hex(block.number)];
        return await this.#rpc.call(schema, 'eth_getBlockReceipts', params, signal);
      } catch (error) {
        if (!isUnsupported(error)) throw error;
        this.#blockReceipts = false;
      }
    }
    return Promise.all(block.transactions.map((tx) => this.receipt(tx.hash, block.hash, signal)));
  }

  /** Internal calls of the whole block, or undefined where the node does not trace. */
  async calls(block: WireBlock, signal: AbortSignal): Promise<CallsByTransaction | undefined> {
    if (block.transactions.length === 0) return new Map();
    return this.#traced(async (namespace) => {
      if (namespace === 'trace') {
        const params = [hex(block.number)];
        const traces = await this.#rpc.call(z.array(wireTrace), 'trace_block', params, signal);
        return callsByTransaction(traces);
      }
      const params = [hex(block.number), callTracer];
      const traced = await this.#rpc.call(
        wireTracedBlock,
        'debug_traceBlockByNumber',
        params,
        signal,
      );
      // Older nodes leave the hash out; the order is that of the block.
      return new Map(
        traced.map((one, i) => [
          one.txHash ?? block.transactions[i]?.hash ?? '',
          callsOfFrame(one.result),
        ]),
      );
    });
  }

  /** Internal calls of one transaction, or undefined where the node does not trace. */
  async callsOf(hash: string, signal: AbortSignal): Promise<readonly InternalCall[] | undefined> {
    return this.#traced(async (namespace) => {
      if (namespace === 'trace') {
        const traces = await this.#rpc.call(
          z.array(wireTrace),
          'trace_transaction',
          [hash],
          signal,
        );
        return callsOfTraces(traces);
      }
      const params = [hash, callTracer];
      return callsOfFrame(
        await this.#rpc.call(wireFrame, 'debug_traceTransaction', params, signal),
      );
    });
  }

  async #traced<T>(read: (namespace: 'debug' | 'trace') => Promise<T>): Promise<T | undefined> {
    if (this.#traces === 'none') return undefined;
    try {
      return await read(this.#traces);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      this.#traces = 'none';
      return undefined;
    }
  }

  /** A block with everything that its transactions did. */
  async executed(height: number, signal: AbortSignal): Promise<ExecutedBlock> {
    const block = await this.block(height, signal);
    const [receipts, calls] = await Promise.all([
      this.receipts(block, signal),
      this.calls(block, signal),
    ]);
    const transactions = block.transactions.flatMap((transaction, index) => {
      const receipt = receipts[index];
      return receipt
        ? [{ header: block, transaction, receipt, calls: calls?.get(transaction.hash) }]
        : [];
    });
    return { block, transactions, traced: calls !== undefined };
  }
}

export interface ExecutedBlock {
  readonly block: WireBlock;
  readonly transactions: readonly ExecutedTransaction[];
  readonly traced: boolean;
}

/** Splits the traces of a block; those of its reward have no transaction. */
function callsByTransaction(traces: readonly WireTrace[]): CallsByTransaction {
  const byHash = new Map<string, WireTrace[]>();
  for (const trace of traces) {
    if (!trace.transactionHash) continue;
    const own = byHash.get(trace.transactionHash);
    if (own) own.push(trace);
    else byHash.set(trace.transactionHash, [trace]);
  }
  return new Map([...byHash].map(([hash, own]) => [hash, callsOfTraces(own)]));
}

function isUnsupported(error: unknown): boolean {
  return isWagetraceError(error) && error.code === 'source.unsupported';
}
