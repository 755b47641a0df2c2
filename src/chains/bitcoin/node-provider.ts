import { isWagetraceError } from '../../domain/errors.ts';
import { type Coin, outpointKey } from '../../domain/utxo.ts';
import type { HttpClient } from '../http.ts';
import type { ProviderSettings } from '../provider-settings.ts';
import type { BitcoinProvider, TransactionPlace } from './provider.ts';
import { type BitcoinRpc, openBitcoinRpc } from './rpc.ts';
import {
  type WireSpendingBlock,
  wireBlockHeader,
  wireHeight,
  wireHex,
  wireId,
  wirePlace,
  wireSpendingBlock,
} from './wire.ts';

/** A node of Bitcoin Core's dialect: Core itself, Litecoin, Dogecoin, Bitcoin Cash, bcoin. */
export class NodeProvider implements BitcoinProvider {
  readonly name: string;
  readonly #rpc: BitcoinRpc;
  /** Older nodes do not tell the coins that a block spends; then they are not asked again. */
  #tellsSpentCoins = true;

  constructor(settings: ProviderSettings, http: HttpClient) {
    this.name = `${settings.name}/rpc`;
    this.#rpc = openBitcoinRpc({
      provider: this.name,
      url: settings.url,
      http,
      ...(settings.key === undefined ? {} : { key: settings.key }),
    });
  }

  tipHeight(signal: AbortSignal): Promise<number> {
    return this.#rpc.call(wireHeight, 'getblockcount', [], signal);
  }

  blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    return this.#rpc.find(wireId, 'getblockhash', [height], signal);
  }

  header({ blockHash }: TransactionPlace, signal: AbortSignal): Promise<Buffer> {
    return this.#rpc.call(wireHex, 'getblockheader', [blockHash, false], signal);
  }

  rawTransaction(tx: string, signal: AbortSignal): Promise<Buffer | undefined> {
    return this.#rpc.find(wireHex, 'getrawtransaction', [tx, false], signal);
  }

  /** Verbosity as a truth value, which every node of the dialect takes. */
  rawBlock(blockHash: string, signal: AbortSignal): Promise<Buffer> {
    return this.#rpc.call(wireHex, 'getblock', [blockHash, false], signal);
  }

  async placeOf(tx: string, signal: AbortSignal): Promise<TransactionPlace | undefined> {
    const found = await this.#rpc.find(wirePlace, 'getrawtransaction', [tx, true], signal);
    const blockHash = found?.blockhash;
    if (!blockHash) return undefined;
    const header = await this.#rpc.call(
      wireBlockHeader,
      'getblockheader',
      [blockHash, true],
      signal,
    );
    // A block that lost its place has −1 confirmations.
    return header.confirmations < 0 ? undefined : { height: header.height, blockHash };
  }

  async spentCoins(
    blockHash: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Pick<Coin, 'amountBase' | 'script'>> | undefined> {
    if (!this.#tellsSpentCoins) return undefined;
    const block = await this.#rpc
      .call(wireSpendingBlock, 'getblock', [blockHash, 3], signal)
      .catch((error: unknown) => {
        signal.throwIfAborted();
        // A node that takes truth values only refuses the number.
        if (!(isWagetraceError(error) && error.code === 'source.unsupported')) throw error;
        this.#tellsSpentCoins = false;
      });
    if (!block) return undefined;
    const coins = coinsSpentIn(block);
    if (coins === undefined) this.#tellsSpentCoins = false;
    return coins;
  }
}

/** Undefined where an input says nothing of the coin that it spends. */
function coinsSpentIn({
  tx,
}: WireSpendingBlock): ReadonlyMap<string, Pick<Coin, 'amountBase' | 'script'>> | undefined {
  const coins = new Map<string, Pick<Coin, 'amountBase' | 'script'>>();
  for (const { vin } of tx) {
    for (const { txid, vout, prevout } of vin) {
      if (txid === undefined || vout === undefined) continue;
      if (prevout === undefined) return undefined;
      const { value, scriptPubKey } = prevout;
      coins.set(outpointKey({ tx: txid, index: vout }), {
        amountBase: value,
        script: scriptPubKey.hex,
      });
    }
  }
  return coins;
}
