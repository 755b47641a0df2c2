import { type AccountId, addressOf, type ChainId, chainOf } from '../../../domain/caip.ts';
import type { HeightRange } from '../../../domain/coverage.ts';
import { isWagetraceError } from '../../../domain/errors.ts';
import { compareTransfers, type Transfer } from '../../../domain/transfer.ts';
import type {
  ChainBatch,
  ChainHead,
  ChainSource,
  SourcedTransaction,
} from '../../../ports/chain-source.ts';
import type { HttpClient } from '../../http.ts';
import { accountFilters } from '../../log-filter.ts';
import type { ProviderSettings } from '../../provider-settings.ts';
import { sourceError } from '../../source-error.ts';
import { tokenTransfers } from '../../token-transfers.ts';
import { BlockReader } from '../block-reader.ts';
import type { EvmChain } from '../evm-chain.ts';
import type { InternalCall } from '../internal-calls.ts';
import { listedWithdrawals } from '../listed-withdrawals.ts';
import { internalTransfers, nativeTransfers, sourcedTransaction } from '../map.ts';
import { unseenByExplorers } from '../unseen.ts';
import { callsOfRows, executedOfRow, logOfRow, movesValue } from './map.ts';
import { openExplorer } from './open-api.ts';
import { firstRows, RowQueue } from './paged-rows.ts';
import type { EtherscanApi } from './rpc.ts';
import { checkTokenRows, readFilter } from './token-logs.ts';
import {
  type InternalRow,
  internalRow,
  type TokenRow,
  type TransactionRow,
  tokenRow,
  transactionRow,
  type WithdrawalRow,
  withdrawalRow,
} from './wire.ts';

/** Rows at which Etherscan cuts an answer, without a key that is paid for and with one. */
const answerRowsLimits: readonly number[] = [1_000, 10_000];

/** Rows of one stretch of an account's history. */
interface AccountRows {
  readonly transactions: readonly TransactionRow[];
  readonly internal: readonly InternalRow[];
  readonly tokens: readonly TokenRow[];
  readonly withdrawals: readonly WithdrawalRow[];
}

/** An EVM chain read from an explorer that speaks Etherscan's dialect. */
export class EtherscanSource implements ChainSource {
  readonly chain: ChainId;
  readonly name: string;
  readonly #evm: EvmChain;
  readonly #api: EtherscanApi;
  readonly #reader: BlockReader;
  readonly #pageRows: number;
  /** Blockscout lists them in its own dialect alone. */
  readonly #listsWithdrawals: boolean;

  /** `settings.dialect` is `etherscan`, or `blockscout-etherscan` for one chain's Blockscout. */
  constructor(evm: EvmChain, settings: ProviderSettings, http: HttpClient) {
    this.chain = evm.chain.id;
    this.#evm = evm;
    this.#pageRows = settings.pageRows;
    this.#listsWithdrawals =
      settings.dialect === 'etherscan' && evm.quirks.withdrawals === 'native';
    const { name, api, rpc } = openExplorer(this.chain, settings, http);
    this.name = name;
    this.#api = api;
    this.#reader = new BlockReader(rpc, this.name, 'none');
  }

  async head(signal: AbortSignal): Promise<ChainHead> {
    const latest = await this.#reader.header('latest', signal);
    if (!latest) throw sourceError('source.bad-answer', this.name, 'has no newest block');
    const finalHeight = await this.#finalHeight(latest.number, signal);
    return { height: latest.number, hash: latest.hash, finalHeight };
  }

  async *account(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<ChainBatch> {
    if (chainOf(account) !== this.chain) {
      throw sourceError('source.wrong-chain', this.name, 'the account is of another chain');
    }
    const end = await this.#reader.existingHeader(range.toHeight, signal);
    const lists = this.#lists(addressOf(account));
    for (let { fromHeight } = range; fromHeight <= range.toHeight; ) {
      const rest = { fromHeight, toHeight: range.toHeight };
      const ahead = await Promise.all(
        Object.values(lists).map((list) => list.readAhead(rest, signal)),
      );
      const part = { fromHeight, toHeight: Math.min(...ahead) };
      const rows = {
        transactions: lists.transactions.take(part.toHeight),
        internal: lists.internal.take(part.toHeight),
        tokens: lists.tokens.take(part.toHeight),
        withdrawals: lists.withdrawals?.take(part.toHeight) ?? [],
      };
      const batch = await this.#batch(account, part, rows, signal);
      await this.#reader.checkStands(end, signal);
      const last = part.toHeight === range.toHeight ? { [end.number]: end.hash } : {};
      yield { ...batch, blockHashes: { ...batch.blockHashes, ...last } };
      fromHeight = part.toHeight + 1;
    }
  }

  // biome-ignore lint/correctness/useYield: it never has anything to give.
  async *blocks(): AsyncGenerator<ChainBatch> {
    await Promise.resolve();
    throw sourceError('source.unsupported', this.name, 'explorers do not give whole blocks');
  }

  async transaction(tx: string, signal: AbortSignal): Promise<SourcedTransaction | undefined> {
    const mined = await this.#reader.minedTransaction(tx, signal);
    if (!mined) return undefined;
    const calls = await this.#callsOf(tx, signal);
    return sourcedTransaction(this.#evm, { ...mined, calls });
  }

  async blockHash(height: number, signal: AbortSignal): Promise<string | undefined> {
    return (await this.#reader.header(height, signal))?.hash;
  }

  /** Not every explorer knows the node's tags; then nothing is called final. */
  async #finalHeight(latest: number, signal: AbortSignal): Promise<number> {
    const { finality } = this.#evm.chain;
    if (finality.kind === 'confirmations') return latest - finality.blocks;
    try {
      const final = await this.#reader.header(finality.tag, signal);
      return final ? Math.min(final.number, latest) : -1;
    } catch (error) {
      if (isWagetraceError(error) && error.code === 'source.bad-answer') return -1;
      throw error;
    }
  }

  #lists(address: string) {
    const queue = <Row extends { blockNumber: number }>(
      action: string,
      read: (parameters: Record<string, string | number>, signal: AbortSignal) => Promise<Row[]>,
    ) => {
      const page = (part: HeightRange, number: number, signal: AbortSignal) =>
        read(
          {
            ...{ module: 'account', action, address, sort: 'asc', page: number },
            ...{ startblock: part.fromHeight, endblock: part.toHeight, offset: this.#pageRows },
          },
          signal,
        );
      return new RowQueue<Row>((range, signal) =>
        firstRows(page, this.#pageRows, range, this.name, signal),
      );
    };
    const api = this.#api;
    return {
      transactions: queue('txlist', (p, signal) => api.rows(transactionRow, p, signal)),
      internal: queue('txlistinternal', (p, signal) => api.rows(internalRow, p, signal)),
      tokens: queue('tokentx', (p, signal) => api.rows(tokenRow, p, signal)),
      ...(this.#listsWithdrawals
        ? {
            withdrawals: queue('txsBeaconWithdrawal', (p, signal) =>
              api.rows(withdrawalRow, p, signal),
            ),
          }
        : {}),
    };
  }

  async #batch(
    account: AccountId,
    part: HeightRange,
    rows: AccountRows,
    signal: AbortSignal,
  ): Promise<ChainBatch> {
    const [tokens, native, withdrawn] = await Promise.all([
      this.#tokensOf(addressOf(account), part, rows, signal),
      this.#nativeOf(rows, signal),
      listedWithdrawals(this.#evm, this.#reader, rows.withdrawals, signal),
    ]);
    const transfers = [...tokens, ...native, ...withdrawn]
      .filter((t) => t.from === account || t.to === account)
      .sort(compareTransfers);
    return {
      ...part,
      transfers,
      events: [],
      blockHashes: Object.fromEntries(transfers.map((t) => [t.height, t.blockHash])),
      ...(this.#unseen.length > 0 ? { incomplete: this.#unseen } : {}),
    };
  }

  get #unseen() {
    const lists = { withdrawals: this.#listsWithdrawals, wholeFees: false };
    return unseenByExplorers(this.#evm.quirks, lists);
  }

  /** Token transfers by their logs, which have places; the list says where to look for them. */
  async #tokensOf(address: string, part: HeightRange, rows: AccountRows, signal: AbortSignal) {
    const { tokens } = rows;
    const heights = tokens.map((row) => row.blockNumber);
    const span = { fromHeight: Math.min(...heights), toHeight: Math.max(...heights) };
    const filters = accountFilters(this.#evm, address).map((filter) => ({
      filter,
      // Wrapping is in no list: it is looked for everywhere.
      range: filter.address === undefined ? span : part,
    }));
    const asked = filters.filter(({ range }) => range === part || tokens.length > 0);
    const read = await Promise.all(
      asked.map(({ filter, range }) =>
        readFilter(this.#api, filter, range, this.#pageRows, this.name, signal),
      ),
    );
    const hashes = new Map(tokens.map((row) => [row.blockNumber, row.blockHash]));
    const byPlace = new Map(read.flat().map((row) => [`${row.blockNumber} ${row.logIndex}`, row]));
    const logs = [...byPlace.values()]
      .sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
      .map((row) => logOfRow(row, (height) => hashes.get(height), this.name));
    const transfers = tokenTransfers(this.#evm, logs);
    checkTokenRows(this.#evm, tokens, transfers, this.name);
    return transfers;
  }

  async #nativeOf(rows: AccountRows, signal: AbortSignal): Promise<Transfer[]> {
    const hashes = rows.internal.filter(movesValue).map((row) => row.hash ?? row.transactionHash);
    const calls = new Map<string, readonly InternalCall[]>();
    for (const tx of new Set(hashes)) {
      if (tx !== undefined) calls.set(tx, await this.#callsOf(tx, signal));
    }
    const own = rows.transactions.flatMap((row) =>
      nativeTransfers(this.#evm, executedOfRow(row, calls.get(row.hash) ?? [])),
    );
    const listed = new Set(rows.transactions.map((row) => row.hash));
    const others: Transfer[] = [];
    for (const [tx, made] of calls) {
      if (listed.has(tx)) continue;
      const row = rows.internal.find((one) => (one.hash ?? one.transactionHash) === tx);
      others.push(...(await this.#othersInternal(tx, row?.timeStamp ?? 0, made, signal)));
    }
    return [...own, ...others];
  }

  /** Internal transfers of a transaction that is not in the account's own list. */
  async #othersInternal(
    tx: string,
    timestamp: number,
    calls: readonly InternalCall[],
    signal: AbortSignal,
  ): Promise<Transfer[]> {
    const transaction = await this.#reader.transaction(tx, signal);
    if (!transaction) {
      throw sourceError('source.reorged', this.name, 'a transaction left the chain');
    }
    const { blockNumber: number, blockHash: hash } = transaction;
    const header = { number, hash, timestamp };
    return internalTransfers(this.#evm, { header, transaction, calls });
  }

  /** The list of one transaction has no pages: at a limit of answers it may have been cut. */
  async #callsOf(txhash: string, signal: AbortSignal): Promise<readonly InternalCall[]> {
    const parameters = { module: 'account', action: 'txlistinternal', txhash };
    const rows = await this.#api.rows(internalRow, parameters, signal);
    if (answerRowsLimits.includes(rows.length)) {
      throw sourceError('source.too-large', this.name, `${txhash} makes too many calls to list`);
    }
    return callsOfRows(rows);
  }
}
