import type { z } from 'zod';
import type { AccountId } from '../../../domain/caip.ts';
import type { HeightRange } from '../../../domain/coverage.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sourceError } from '../../source-error.ts';
import { checkedTransaction } from '../checks.ts';
import type { BitcoinProvider, MerkleProof, TransactionPlace } from '../provider.ts';
import { readHeader } from '../raw-block.ts';
import { scriptHash, scriptHashOf } from '../script-hash.ts';
import { scriptKindOf } from '../script-kind.ts';
import { wireHex } from '../wire.ts';
import { type ElectrumRpc, openElectrum } from './rpc.ts';
import { wireHistory, wireMerkle, wireTip } from './wire.ts';

/** A server of the Electrum protocol (ElectrumX, Fulcrum, electrs). */
export class ElectrumProvider implements BitcoinProvider {
  readonly name: string;
  readonly #rpc: ElectrumRpc;

  constructor(settings: ProviderSettings) {
    this.name = `${settings.name}/electrum`;
    this.#rpc = openElectrum(this.name, settings);
  }

  async tipHeight(signal: AbortSignal): Promise<number> {
    return (await this.#ask(wireTip, 'blockchain.headers.subscribe', [], signal)).height;
  }

  /** Servers word the error for a height beyond the tip each in its own way. */
  async blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    if (height > (await this.tipHeight(signal))) return undefined;
    const bytes = await this.#rpc.find(wireHex, 'blockchain.block.header', [height], signal);
    return bytes && readHeader(bytes).hash;
  }

  header({ height }: TransactionPlace, signal: AbortSignal): Promise<Buffer> {
    return this.#ask(wireHex, 'blockchain.block.header', [height], signal);
  }

  rawTransaction(tx: string, signal: AbortSignal): Promise<Buffer | undefined> {
    return this.#rpc.find(wireHex, 'blockchain.transaction.get', [tx], signal);
  }

  /** The protocol finds transactions by script alone: the place stands in an output's history. */
  async placeOf(tx: string, signal: AbortSignal): Promise<TransactionPlace | undefined> {
    const bytes = await this.rawTransaction(tx, signal);
    if (!bytes) return undefined;
    const { outputs } = checkedTransaction(this.name, tx, bytes);
    const paid = outputs.find(({ script }) => scriptKindOf(script) !== 'op-return');
    if (!paid) throw sourceError('source.unsupported', this.name, 'a transaction that pays nobody');
    const history = await this.#history(scriptHash(paid.script), signal);
    const height = history.find((item) => item.tx_hash === tx)?.height ?? 0;
    const blockHash = height > 0 ? await this.blockHash(height, signal) : undefined;
    return blockHash === undefined ? undefined : { height, blockHash };
  }

  async proof(tx: string, { height }: TransactionPlace, signal: AbortSignal): Promise<MerkleProof> {
    const method = 'blockchain.transaction.get_merkle';
    const { pos, merkle } = await this.#ask(wireMerkle, method, [tx, height], signal);
    return { index: pos, branch: merkle };
  }

  async accountTransactions(account: AccountId, range: HeightRange, signal: AbortSignal) {
    const history = await this.#history(scriptHashOf(account), signal);
    return history
      .map(({ tx_hash, height }) => ({ tx: tx_hash, height }))
      .filter(({ height }) => height >= range.fromHeight && height <= range.toHeight);
  }

  /** The protocol spells the hash of a script in reverse, like an id. */
  async #history(hash: string, signal: AbortSignal): Promise<z.infer<typeof wireHistory>> {
    const reversed = Buffer.from(hash, 'hex').reverse().toString('hex');
    const method = 'blockchain.scripthash.get_history';
    return await this.#ask(wireHistory, method, [reversed], signal);
  }

  async #ask<T>(
    schema: z.ZodType<T>,
    method: string,
    params: readonly unknown[],
    signal: AbortSignal,
  ): Promise<T> {
    const found = await this.#rpc.find(schema, method, params, signal);
    if (found !== undefined) return found;
    throw sourceError('source.bad-answer', this.name, `${method} found nothing`);
  }
}
