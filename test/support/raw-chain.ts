import type { Anvil } from './anvil.ts';

/** What explorers index, as the node tells it, in the node's own words. */
export interface RawTransaction {
  readonly hash: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly transactionIndex: string;
  readonly from: string;
  readonly to: string | null;
  readonly value: string;
  readonly input: string;
  readonly gas: string;
}
export interface RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly blockHash: string;
  readonly logIndex: string;
  readonly transactionHash: string;
  readonly transactionIndex: string;
}
export interface RawReceipt {
  readonly status: string;
  readonly gasUsed: string;
  readonly effectiveGasPrice: string;
  readonly contractAddress: string | null;
  readonly logs: readonly RawLog[];
}
export interface RawBlock {
  readonly number: string;
  readonly hash: string;
  readonly parentHash: string;
  readonly timestamp: string;
  readonly transactions: readonly RawTransaction[];
}
/** A call below the top, in the order of the trace; `failed` also when something around it failed. */
export interface RawCall {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly failed: boolean;
  /** Place among all calls of the transaction; the top is 0. */
  readonly index: number;
}
export interface RawExecution {
  readonly block: RawBlock;
  readonly transaction: RawTransaction;
  readonly receipt: RawReceipt;
  readonly calls: readonly RawCall[];
}

interface Frame {
  readonly type: string;
  readonly from: string;
  readonly to?: string;
  readonly value?: string;
  readonly error?: string;
  readonly calls?: readonly Frame[];
}

function flatten(top: Frame): RawCall[] {
  const calls: RawCall[] = [];
  const visit = (frame: Frame, failed: boolean) => {
    const undone = failed || frame.error !== undefined;
    calls.push({
      type: frame.type.toLowerCase(),
      from: frame.from,
      to: frame.to ?? '',
      value: BigInt(frame.value ?? '0x0'),
      failed: undone,
      index: calls.length,
    });
    for (const call of frame.calls ?? []) visit(call, undone);
  };
  visit(top, false);
  return calls.slice(1);
}

async function readBlock(anvil: Anvil, height: number): Promise<RawExecution[]> {
  const tag = `0x${height.toString(16)}`;
  const block = await anvil.rpc<RawBlock>('eth_getBlockByNumber', tag, true);
  if (block.transactions.length === 0) return [];
  const receipts = await anvil.rpc<RawReceipt[]>('eth_getBlockReceipts', tag);
  const traces = await anvil.rpc<{ result: Frame }[]>('debug_traceBlockByNumber', tag, {
    tracer: 'callTracer',
  });
  return block.transactions.flatMap((transaction, index) => {
    const [receipt, trace] = [receipts[index], traces[index]];
    return receipt && trace ? [{ block, transaction, receipt, calls: flatten(trace.result) }] : [];
  });
}

/** Everything on the chain, read anew when its head changed. */
export function rawChain(anvil: Anvil): () => Promise<readonly RawExecution[]> {
  let known: { readonly head: string; readonly all: RawExecution[] } | undefined;
  return async () => {
    const head = await anvil.rpc<RawBlock>('eth_getBlockByNumber', 'latest', false);
    if (known?.head === head.hash) return known.all;
    const all: RawExecution[] = [];
    for (let height = 0; height <= Number(head.number); height++) {
      all.push(...(await readBlock(anvil, height)));
    }
    known = { head: head.hash, all };
    return all;
  };
}
