import type { Database, Transaction } from '../../database/database.ts';
import type { AccountId, ChainId } from '../../domain/caip.ts';
import type { CoveredRange } from '../../domain/coverage.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type {
  LedgerBatch,
  TransferLedger,
  TransferPage,
  TransferQuery,
} from '../../ports/transfer-ledger.ts';
import { appendBlocks, appendEvents, appendTransfers, type IdOf } from './append.ts';
import { appendCoverage, readCoverage } from './coverage.ts';
import { Names } from './names.ts';
import { readTransaction, readTransfers, sharedOwner } from './read.ts';
import { withdrawAbove } from './withdraw.ts';

const nothing: TransferPage = { transfers: [], truncated: false };

/** The ledger in PostgreSQL. Throws what `Database` throws; times come back with milliseconds. */
export class PostgresLedger implements TransferLedger {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database) {
    this.#database = database;
    this.#names = new Names(database);
  }

  async append(batch: LedgerBatch): Promise<{ readonly added: number }> {
    const { owner, blocks = [] } = batch;
    if ('organisationId' in owner && batch.events.length + blocks.length > 0) {
      throw new WagetraceError('ledger.private-facts', 'Events come from chain sources only');
    }
    const ids = await this.#names.intern(namesIn(batch));
    const write = async (tx: Transaction, ownerId: string) => {
      const added = await appendTransfers(tx, ownerId, batch.transfers, idIn(ids));
      await appendEvents(tx, batch.events, idIn(ids));
      await appendBlocks(tx, blocks, idIn(ids));
      await appendCoverage(tx, ownerId, batch.coverage, idIn(ids));
      return { added };
    };
    if ('shared' in owner) return await this.#database.system((tx) => write(tx, sharedOwner));
    const { organisationId } = owner;
    return await this.#database.tenant(organisationId, (tx) => write(tx, organisationId));
  }

  async transfersOf(query: TransferQuery): Promise<TransferPage> {
    return await this.#database.tenant(query.organisationId, async (tx) => {
      const { chain, accounts, asset, range, transfersMax } = query;
      const named = asset === undefined ? [chain, ...accounts] : [chain, asset, ...accounts];
      const ids = await this.#names.find(tx, named);
      const chainId = ids.get(chain);
      const assetId = asset === undefined ? undefined : ids.get(asset);
      const accountIds = numbersOf(accounts, ids);
      if (chainId === undefined || (asset !== undefined && assetId === undefined)) return nothing;
      if (accountIds.length === 0) return nothing;
      const only = assetId === undefined ? {} : { assetId };
      const stored = { chain, chainId, accountIds, range, transfersMax, ...only };
      return await readTransfers(tx, stored, this.#names);
    });
  }

  async transaction(
    organisationId: string,
    chain: ChainId,
    tx: string,
  ): Promise<readonly Transfer[]> {
    return await this.#database.tenant(organisationId, async (open) => {
      const chainId = (await this.#names.find(open, [chain])).get(chain);
      if (chainId === undefined) return [];
      const owners = [sharedOwner, organisationId];
      return await readTransaction(open, owners, chain, chainId, tx, this.#names);
    });
  }

  async coverageOf(
    organisationId: string,
    chain: ChainId,
    accounts: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, readonly CoveredRange[]>> {
    return await this.#database.tenant(organisationId, async (tx) => {
      const ids = await this.#names.find(tx, [chain, ...accounts]);
      const chainId = ids.get(chain);
      if (chainId === undefined) return new Map(accounts.map((account) => [account, []]));
      const rangesOf = await readCoverage(tx, chainId, numbersOf(accounts, ids));
      return new Map(accounts.map((account) => [account, rangesOf(ids.get(account))]));
    });
  }

  async withdraw(chain: ChainId, aboveHeight: number): Promise<readonly AccountId[]> {
    return await this.#database.system(async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain);
      if (chainId === undefined) return [];
      const lost = await withdrawAbove(tx, chainId, aboveHeight);
      const nameOf = await this.#names.namesOf(tx, lost);
      // CAST: only accounts are senders and receivers.
      return lost.map((id) => nameOf(id) as AccountId).sort();
    });
  }
}

/** Every id that rows of the batch name by its number. */
export function* namesIn(batch: LedgerBatch): Generator<string> {
  for (const t of batch.transfers) yield* [t.chain, t.from, t.to, t.asset];
  for (const e of batch.events) yield* [e.chain, e.contract];
  for (const b of batch.blocks ?? []) yield b.chain;
  for (const c of batch.coverage) yield* c.account === undefined ? [c.chain] : [c.chain, c.account];
}

/** Looks numbers up; throws `ledger.unknown-name` for an id that was not interned. */
export function idIn(ids: ReadonlyMap<string, number>): IdOf {
  return (name) => {
    const id = ids.get(name);
    if (id === undefined) throw new WagetraceError('ledger.unknown-name', 'An id was not interned');
    return id;
  };
}

function numbersOf(names: readonly string[], ids: ReadonlyMap<string, number>): number[] {
  return [...new Set(names)].flatMap((name) => ids.get(name) ?? []);
}
