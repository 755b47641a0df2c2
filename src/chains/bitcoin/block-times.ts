import type { BlockTimes } from '../block-times.ts';
import type { BitcoinRpc } from './rpc.ts';
import { wireHeight, wireId, wireTimedHeader } from './wire.ts';

/** A block may bear a time up to two hours ahead of the network's. */
const aheadMaxSeconds = 7_200;

/**
 * Times of blocks by the median of the last eleven (BIP-113), which never falls, as the time of a
 * block may, and lags behind it by five blocks, by eleven at most.
 */
export class BitcoinBlockTimes implements BlockTimes {
  readonly lagBlocks = 11;
  readonly #rpc: BitcoinRpc;

  constructor(rpc: BitcoinRpc) {
    this.#rpc = rpc;
  }

  async head(signal: AbortSignal): Promise<number> {
    return await this.#rpc.call(wireHeight, 'getblockcount', [], signal);
  }

  async timeOf(height: number, signal: AbortSignal): Promise<number | undefined> {
    const hash = await this.#rpc.find(wireId, 'getblockhash', [height], signal);
    if (hash === undefined) return undefined;
    const params = [hash, true];
    const header = await this.#rpc.call(wireTimedHeader, 'getblockheader', params, signal);
    return header.mediantime + aheadMaxSeconds;
  }
}
