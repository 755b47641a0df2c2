import { scriptOfHolder } from '../../accounts/coin-holder.ts';
import type { Database, Transaction } from '../../database/database.ts';
import type { ChainId } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Outpoint, UtxoTransaction } from '../../domain/utxo.ts';
import type { OwnershipOf, UtxoLedger, UtxoPage, UtxoQuery } from '../../ports/utxo-ledger.ts';
import { encodeHash } from './hash-codec.ts';
import { Names } from './names.ts';
import { appendOwnership } from './ownership-append.ts';
import { appendUtxo } from './utxo-append.ts';
import { holderTransactionIds, readUtxo, spenderIds } from './utxo-read.ts';
import { withdrawCoins } from './withdraw.ts';

/** Transactions of UTXO chains in PostgreSQL. Throws what `Database` throws. */
export class PostgresUtxoLedger implements UtxoLedger {
  readonly #database: Database;
  readonly #names: Names;
  readonly #ownershipOf: OwnershipOf;

  /** `ownershipOf`: what a transaction shows of common ownership, stored together with it. */
  constructor(database: Database, ownershipOf: OwnershipOf) {
    this.#database = database;
    this.#names = new Names(database);
    this.#ownershipOf = ownershipOf;
  }

  async append(transactions: readonly UtxoTransaction[]): Promise<{ readonly added: number }> {
    const ids = await this.#names.intern(utxoNamesIn(transactions));
    const idOf = (name: string): number => {
      const id = ids.get(name);
      if (id !== undefined) return id;
      throw new WagetraceError('ledger.unknown-name', 'An id was not interned');
    };
    return await this.#database.system(async (tx) => {
      const fresh = await appendUtxo(tx, transactions, idOf);
      await appendOwnership(tx, fresh.flatMap(this.#ownershipOf), idOf);
      return { added: fresh.length };
    });
  }

  transactions(chain: ChainId, txs: readonly string[]): Promise<readonly UtxoTransaction[]> {
    return this.#read(chain, async () => txs.map(encodeHash));
  }

  spendersOf(chain: ChainId, coins: readonly Outpoint[]): Promise<readonly UtxoTransaction[]> {
    return this.#read(chain, (tx, chainId) => spenderIds(tx, chainId, coins));
  }

  async transactionsOf(query: UtxoQuery): Promise<UtxoPage> {
    const { chain, accounts, range, transactionsMax } = query;
    let truncated = false;
    const transactions = await this.#read(chain, async (tx, chainId) => {
      const accountIds = [...(await this.#names.find(tx, accounts)).values()];
      const scripts = accounts.flatMap((account) => scriptOfHolder(account) ?? []);
      const holders = { accountIds, scripts: scripts.map((hex) => Buffer.from(hex, 'hex')) };
      const found = await holderTransactionIds(tx, chainId, holders, range, transactionsMax + 1);
      truncated = found.length > transactionsMax;
      return found.slice(0, transactionsMax);
    });
    return { transactions, truncated };
  }

  async withdraw(chain: ChainId, aboveHeight: number): Promise<void> {
    await this.#database.system(async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain);
      if (chainId !== undefined) await withdrawCoins(tx, chainId, aboveHeight);
    });
  }

  /** Reads the transactions whose stored ids `choose` gives, in one transaction with it. */
  async #read(
    chain: ChainId,
    choose: (tx: Transaction, chainId: number) => Promise<readonly Buffer[]>,
  ): Promise<readonly UtxoTransaction[]> {
    return await this.#database.system(async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain);
      if (chainId === undefined) return [];
      const ids = await choose(tx, chainId);
      return ids.length === 0 ? [] : await readUtxo(tx, chain, chainId, ids, this.#names);
    });
  }
}

/** Every id that rows of the transactions name by its number. */
export function* utxoNamesIn(transactions: readonly UtxoTransaction[]): Generator<string> {
  for (const { chain, inputs, outputs } of transactions) {
    yield chain;
    for (const { account } of outputs) if (account !== undefined) yield account;
    for (const { coin } of inputs) if (coin?.account !== undefined) yield coin.account;
  }
}
