import type { Database, Transaction } from '../../database/database.ts';
import { type AccountId, type AssetId, accountId, type ChainId } from '../../domain/caip.ts';
import type { CoveredRange } from '../../domain/coverage.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type {
  LedgerBatch,
  LedgerOwner,
  TransferLedger,
  TransferPage,
  TransferQuery,
} from '../../ports/transfer-ledger.ts';
import { appendBlocks, appendEvents, type IdOf } from './append.ts';
import { appendTransfers } from './append-transfers.ts';
import { appendCoverage, readCoverage } from './coverage.ts';
import { Generations } from './generations.ts';
import { decodeHash } from './hash-codec.ts';
import { Names } from './names.ts';
import { ReadTransfers } from './read-transfers.ts';
import {
  type AskedRead,
  sharedOwner,
  transactionQuery,
  transfersQuery,
} from './transfer-queries.ts';
import { withdrawAbove } from './withdraw.ts';

const nothing: TransferPage = { transfers: [], truncated: false };

/** The ledger in PostgreSQL. Throws what `Database` throws; times come back with milliseconds. */
export class PostgresLedger implements TransferLedger {
  readonly #database: Database;
  readonly #names: Names;
  readonly #generations: Generations;

  constructor(database: Database) {
    this.#database = database;
    this.#names = new Names(database);
    this.#generations = new Generations(database);
  }

  async append(batch: LedgerBatch): Promise<{ readonly added: number }> {
    const { owner, blocks = [], transfers } = batch;
    if ('organisationId' in owner && batch.events.length + blocks.length > 0) {
      throw new WagetraceError('ledger.private-facts', 'Events come from chain sources only');
    }
    const idOf = idIn(await this.#names.intern(namesIn(batch)));
    const facts = (tx: Transaction, ownerId: string) => appendFacts(tx, ownerId, batch, idOf);
    if (transfers.length === 0) {
      await this.#writeAs(owner, facts);
      return { added: 0 };
    }
    return await this.#generations.storing((place) =>
      this.#writeAs(owner, async (tx, ownerId) => {
        const target = { ...place, owner: ownerId, idOf };
        const added = await appendTransfers(tx, target, transfers);
        await facts(tx, ownerId);
        return { added };
      }),
    );
  }

  async #writeAs<T>(
    owner: LedgerOwner,
    write: (tx: Transaction, ownerId: string) => Promise<T>,
  ): Promise<T> {
    if ('shared' in owner) return await this.#database.system((tx) => write(tx, sharedOwner));
    const { organisationId } = owner;
    return await this.#database.tenant(organisationId, (tx) => write(tx, organisationId));
  }

  async transfersOf(query: TransferQuery): Promise<TransferPage> {
    const { organisationId, chain, asset, range, untilTime, transfersMax } = query;
    const accounts = accountsOn(chain, query.accounts);
    const sealed = await this.#generations.filters();
    const known = accountsOn(chain, query.known ?? []);
    if (accounts.length === 0) return nothing;
    const read = async (ordered: boolean) => {
      const rowsMax = transfersMax + 1;
      const stored = { chain, accounts, known, asset, range, untilTime, rowsMax, ordered, sealed };
      return await this.#read(organisationId, transfersQuery(stored));
    };
    const found = await read(false);
    const truncated = found.count > transfersMax;
    if (truncated && query.wholeOnly) return { transfers: [], truncated };
    const page = truncated ? await read(true) : found;
    const assetOf = await this.#assetsOf(organisationId, page, asset);
    return { transfers: page.transfers(chain, assetOf, transfersMax), truncated };
  }

  async transaction(
    organisationId: string,
    chain: ChainId,
    tx: string,
  ): Promise<readonly Transfer[]> {
    const found = await this.#read(organisationId, transactionQuery(chain, tx));
    return found.transfers(chain, await this.#assetsOf(organisationId, found, undefined));
  }

  async #read(organisationId: string, { read, values }: AskedRead): Promise<ReadTransfers> {
    return new ReadTransfers(await this.#database.binaryAsTenant(organisationId, read, values));
  }

  /** The names of the assets, which are known where one was asked for. */
  async #assetsOf(
    organisationId: string,
    found: ReadTransfers,
    asset: AssetId | undefined,
  ): Promise<(id: number) => AssetId> {
    // CAST: where there are no rows nobody asks.
    if (asset !== undefined || found.count === 0) return () => asset as AssetId;
    const ids = found.assetIds();
    const nameOf = await this.#database.tenant(organisationId, (tx) =>
      this.#names.namesOf(tx, ids),
    );
    // CAST: only assets are in that column.
    return (id) => nameOf(id) as AssetId;
  }

  async coverageOf(
    organisationId: string,
    chain: ChainId,
    accounts: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, readonly CoveredRange[]>> {
    return await readCoverage(this.#database, organisationId, chain, accounts);
  }

  async withdraw(chain: ChainId, aboveHeight: number): Promise<readonly AccountId[]> {
    return await this.#database.system(async (tx) => {
      const chainId = (await this.#names.find(tx, [chain])).get(chain);
      if (chainId === undefined) return [];
      const lost = await withdrawAbove(tx, chainId, aboveHeight);
      return lost.map((address) => accountId(`${chain}:${decodeHash(address)}`)).sort();
    });
  }
}

/** Stores what a batch has besides transfers. */
async function appendFacts(
  tx: Transaction,
  owner: string,
  { events, blocks = [], coverage }: LedgerBatch,
  idOf: IdOf,
): Promise<void> {
  await appendEvents(tx, events, idOf);
  await appendBlocks(tx, blocks, idOf);
  await appendCoverage(tx, owner, coverage, idOf);
}

/** Each once; accounts of other chains have no transfers on this one. */
function accountsOn(chain: ChainId, accounts: readonly AccountId[]): AccountId[] {
  const prefix = `${chain}:`;
  return [...new Set(accounts)].filter((account) => account.startsWith(prefix));
}

/** Every id that rows of the batch name by its number. */
export function* namesIn(batch: LedgerBatch): Generator<string> {
  for (const t of batch.transfers) yield* [t.chain, t.asset];
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
