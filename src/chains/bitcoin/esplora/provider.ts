import { z } from 'zod';
import type { AccountId } from '../../../domain/caip.ts';
import type { HeightRange } from '../../../domain/coverage.ts';
import type { Outpoint } from '../../../domain/utxo.ts';
import type { HttpClient } from '../../http.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sourceError } from '../../source-error.ts';
import type { BitcoinProvider, MerkleProof, TransactionPlace } from '../provider.ts';
import { scriptHashOf } from '../script-hash.ts';
import { wireHex, wireId } from '../wire.ts';
import { type EsploraRpc, openEsplora } from './rpc.ts';
import {
  wireMerkleProof,
  wireOutspend,
  wireScriptStats,
  wireStatus,
  wireTransactions,
} from './wire.ts';

/** Transactions of one account that are read; one with more is a service's. */
const transactionsMax = 50_000;
const wireTip = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

/** An Esplora server (Blockstream's, mempool.space, electrs with its REST interface). */
export class EsploraProvider implements BitcoinProvider {
  readonly name: string;
  readonly #rpc: EsploraRpc;

  constructor(settings: ProviderSettings, http: HttpClient) {
    this.name = `${settings.name}/esplora`;
    this.#rpc = openEsplora(this.name, settings, http);
  }

  async tipHeight(signal: AbortSignal): Promise<number> {
    return this.#present(await this.#rpc.text(wireTip, '/blocks/tip/height', signal));
  }

  blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    return this.#rpc.text(wireId, `/block-height/${height}`, signal);
  }

  async header({ blockHash }: TransactionPlace, signal: AbortSignal): Promise<Buffer> {
    return this.#present(await this.#rpc.text(wireHex, `/block/${blockHash}/header`, signal));
  }

  rawTransaction(tx: string, signal: AbortSignal): Promise<Buffer | undefined> {
    return this.#rpc.text(wireHex, `/tx/${tx}/hex`, signal);
  }

  async placeOf(tx: string, signal: AbortSignal): Promise<TransactionPlace | undefined> {
    const status = await this.#rpc.json(wireStatus, `/tx/${tx}/status`, signal);
    if (!status?.confirmed) return undefined;
    return { height: status.block_height, blockHash: status.block_hash };
  }

  async proof(tx: string, _place: TransactionPlace, signal: AbortSignal): Promise<MerkleProof> {
    const { merkle, pos } = this.#present(
      await this.#rpc.json(wireMerkleProof, `/tx/${tx}/merkle-proof`, signal),
    );
    return { index: pos, branch: merkle };
  }

  /** One that only waits to be mined does not count. */
  async spenderOf({ tx, index }: Outpoint, signal: AbortSignal): Promise<string | undefined> {
    const path = `/tx/${tx}/outspend/${index}`;
    const spend = this.#present(await this.#rpc.json(wireOutspend, path, signal));
    return spend.spent && spend.status.confirmed ? spend.txid : undefined;
  }

  /** The newest first, each page after the last transaction of the page before. */
  async accountTransactions(account: AccountId, range: HeightRange, signal: AbortSignal) {
    const script = `/scripthash/${scriptHashOf(account)}`;
    // All of them would be listed before that is known, in thousands of pages.
    if (range.fromHeight === 0) {
      const stats = this.#present(await this.#rpc.json(wireScriptStats, script, signal));
      if (stats.chain_stats.tx_count > transactionsMax) throw this.#tooLarge();
    }
    const found = new Map<string, number>();
    const path = `${script}/txs/chain`;
    for (let last = ''; ; ) {
      const page = this.#present(await this.#rpc.json(wireTransactions, `${path}${last}`, signal));
      const before = found.size;
      for (const { txid, status } of page) {
        if (status.confirmed) found.set(txid, status.block_height);
      }
      const oldest = page.at(-1);
      if (oldest === undefined || found.size === before) break;
      if (oldest.status.confirmed && oldest.status.block_height < range.fromHeight) break;
      if (found.size > transactionsMax) throw this.#tooLarge();
      last = `/${oldest.txid}`;
    }
    return [...found]
      .map(([tx, height]) => ({ tx, height }))
      .filter(({ height }) => height >= range.fromHeight && height <= range.toHeight);
  }

  #tooLarge() {
    const message = `the account has more than ${transactionsMax} transactions`;
    return sourceError('source.too-large', this.name, message);
  }

  #present<T>(answer: T | undefined): T {
    if (answer !== undefined) return answer;
    throw sourceError('source.bad-answer', this.name, 'what must be there was not found');
  }
}
