import type { BlockTimes } from '../block-times.ts';
import type { EvmRpc } from './rpc.ts';
import { count, wireHeader } from './wire.ts';

/** Times of blocks by their headers; a block is never older than the one before it. */
export class EvmBlockTimes implements BlockTimes {
  readonly lagBlocks = 0;
  readonly #rpc: EvmRpc;

  constructor(rpc: EvmRpc) {
    this.#rpc = rpc;
  }

  async head(signal: AbortSignal): Promise<number> {
    return await this.#rpc.call(count, 'eth_blockNumber', [], signal);
  }

  async timeOf(height: number, signal: AbortSignal): Promise<number | undefined> {
    const params = [`0x${height.toString(16)}`, false];
    const schema = wireHeader.nullable();
    const header = await this.#rpc.call(schema, 'eth_getBlockByNumber', params, signal);
    return header?.timestamp;
  }
}
