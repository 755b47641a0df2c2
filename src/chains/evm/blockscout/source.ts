import { type AccountId, addressOf, type ChainId, chainOf } from '../../../domain/caip.ts';
import type { HeightRange } from '../../../domain/coverage.ts';
import { compareTransfers } from '../../../domain/transfer.ts';
import type {
  ChainBatch,
  ChainHead,
  ChainSource,
  SourcedTransaction,
} from '../../../ports/chain-source.ts';
import type { HttpClient } from '../../http.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sourceError } from '../../source-error.ts';
import { BlockReader } from '../block-reader.ts';
import type { EvmChain } from '../evm-chain.ts';
import { listedWithdrawals } from '../listed-withdrawals.ts';
import { sourcedTransaction } from '../map.ts';
import { openEvmRpc } from '../rpc.ts';
import { unseenByExplorers } from '../unseen.ts';
import { callsOfItems } from './map.ts';
import { BlockscoutApi } from './rpc.ts';
import {
  internalItem,
  partItem,
  transactionItem,
  type WithdrawalItem,
  withdrawalItem,
} from './wire.ts';

/** Blocks with transactions of the account that make one batch. */
const blocksAtOnce = 10;

/** What the account did in one block. */
interface Found {
  readonly height: number;
  readonly transactions: ReadonlySet<string>;
  readonly withdrawals: readonly WithdrawalItem[];
}

/**
 * An EVM chain read from Blockscout's own API: its lists find the transactions of an account, its
 * JSON-RPC and its list of internal transactions tell them, so that each transfer has its place.
 */
export class BlockscoutSource implements ChainSource {
  readonly chain: ChainId;
  readonly name: string;
  readonly #evm: EvmChain;
  readonly #api: BlockscoutApi;
  readonly #reader: BlockReader;

  constructor(evm: EvmChain, settings: ProviderSettings, http: HttpClient) {
    this.chain = evm.chain.id;
    this.name = `${settings.name}/blockscout`;
    this.#evm = evm;
    this.#api = new BlockscoutApi(this.name, settings.url, settings.key, http);
    const rpc = openEvmRpc({
      ...{ provider: this.name, url: this.#api.rpcUrl, http },
      chainNumber: Number(this.chain.split(':')[1]),
      batchCallsMax: settings.batchCallsMax,
    });
    this.#reader = new BlockReader(rpc, this.name, 'none');
  }

  async head(signal: AbortSignal): Promise<ChainHead> {
    await this.#reader.checkChain(this.chain, signal);
    const { finality } = this.#evm.chain;
    const latest = await this.#reader.header('latest', signal);
    if (!latest) throw sourceError('source.bad-answer', this.name, 'has no newest block');
    const { number: height, hash } = latest;
    if (finality.kind === 'confirmations') {
      return { height, hash, finalHeight: height - finality.blocks };
    }
    const final = await this.#reader.header(finality.tag, signal);
    return { height, hash, finalHeight: Math.min(final?.number ?? -1, height) };
  }

  async *account(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<ChainBatch> {
    if (chainOf(account) !== this.chain) {
      throw sourceError('source.wrong-chain', this.name, 'the account is of another chain');
    }
    await this.#reader.checkChain(this.chain, signal);
    const end = await this.#reader.existingHeader(range.toHeight, signal);
    const found = await this.#find(account, range, signal);
    let { fromHeight } = range;
    for (let at = 0; fromHeight <= range.toHeight; at += blocksAtOnce) {
      const blocks = found.slice(at, at + blocksAtOnce);
      const more = at + blocksAtOnce < found.length;
      const toHeight = more ? (blocks.at(-1)?.height ?? range.toHeight) : range.toHeight;
      const batch = await this.#batch(account, { fromHeight, toHeight }, blocks, signal);
      await this.#reader.checkStands(end, signal);
      const last = toHeight === range.toHeight ? { [end.number]: end.hash } : {};
      yield { ...batch, blockHashes: { ...batch.blockHashes, ...last } };
      fromHeight = toHeight + 1;
    }
  }

  // biome-ignore lint/correctness/useYield: it never has anything to give.
  async *blocks(): AsyncGenerator<ChainBatch> {
    await Promise.resolve();
    throw sourceError('source.unsupported', this.name, 'explorers do not give whole blocks');
  }

  async transaction(tx: string, signal: AbortSignal): Promise<SourcedTransaction | undefined> {
    await this.#reader.checkChain(this.chain, signal);
    const mined = await this.#reader.minedTransaction(tx, signal);
    if (!mined) return undefined;
    const path = `/transactions/${tx}/internal-transactions`;
    const internal = await this.#api.all(path, internalItem, signal);
    return sourcedTransaction(this.#evm, { ...mined, calls: callsOfItems(internal) });
  }

  async blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    return (await this.#reader.header(height, signal))?.hash;
  }

  /** The blocks of the range with transactions of the account, ascending. */
  async #find(account: AccountId, range: HeightRange, signal: AbortSignal): Promise<Found[]> {
    const path = `/addresses/${addressOf(account)}`;
    const [withdrawals, ...lists] = await Promise.all([
      this.#evm.quirks.withdrawals === 'native'
        ? this.#api.list(`${path}/withdrawals`, withdrawalItem, range, signal)
        : [],
      this.#api.list(`${path}/transactions`, transactionItem, range, signal),
      this.#api.list(`${path}/token-transfers`, partItem, range, signal),
      this.#api.list(`${path}/internal-transactions`, partItem, range, signal),
    ]);
    const byHeight = new Map<number, Set<string>>(
      withdrawals.map(({ height }) => [height, new Set()]),
    );
    for (const { tx, height } of lists.flat()) {
      byHeight.set(height, (byHeight.get(height) ?? new Set()).add(tx));
    }
    return [...byHeight]
      .map(([height, transactions]) => ({
        ...{ height, transactions },
        withdrawals: withdrawals.filter((one) => one.height === height),
      }))
      .sort((a, b) => a.height - b.height);
  }

  async #batch(
    account: AccountId,
    part: HeightRange,
    blocks: readonly Found[],
    signal: AbortSignal,
  ): Promise<ChainBatch> {
    const hashes = blocks.flatMap(({ transactions }) => [...transactions]);
    const told = await Promise.all(hashes.map((tx) => this.transaction(tx, signal)));
    if (told.includes(undefined)) {
      throw sourceError('source.reorged', this.name, 'a transaction left the chain');
    }
    const withdrawn = await listedWithdrawals(
      this.#evm,
      this.#reader,
      blocks.flatMap(({ withdrawals }) => withdrawals),
      signal,
    );
    const transfers = [...told.flatMap((one) => one?.transfers ?? []), ...withdrawn]
      .filter((t) => t.from === account || t.to === account)
      .sort(compareTransfers);
    const lists = { withdrawals: true, wholeFees: true };
    const incomplete = unseenByExplorers(this.#evm.quirks, lists);
    return {
      ...part,
      transfers,
      events: told.flatMap((one) => one?.events ?? []),
      blockHashes: Object.fromEntries(transfers.map((t) => [t.height, t.blockHash])),
      ...(incomplete.length > 0 ? { incomplete } : {}),
    };
  }
}
