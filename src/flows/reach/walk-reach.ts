import { createHash } from 'node:crypto';
import { type AccountId, type AssetId, type ChainId, chainOf } from '../../domain/caip.ts';
import { missingRanges } from '../../domain/coverage.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { GrowingReach } from '../../tracing/growing-reach.ts';
import type { FlowContext } from '../context.ts';
import { digestsOfTransfers } from '../evidence.ts';
import type { ReachBasis } from '../inquiries/answer-basis.ts';
import { PartialAccounts } from './partial-accounts.ts';

/** Accounts of one query, and transfers of one page: what is decoded at a time holds nobody up. */
const accountsAtOnce = 200;
const pageTransfersMax = 5_000;
/** An account with more transfers on one side is reached and not gone on from. */
export const busyTransfersMax = 2_000;
/** The most that one query may be asked for. */
const anyNumber = 2_000_000_000;

export interface ReachQuery {
  readonly chain: ChainId;
  readonly sources: readonly AccountId[];
  readonly direction: 'forward' | 'backward';
  readonly hopsMax: number;
  /** Undefined: any, and a wallet passes on what it likes. */
  readonly asset?: AssetId;
  readonly fromHeight: number;
  readonly toHeight: number;
  /** Transfers that are looked at in all. */
  readonly transfersMax: number;
  /** An account with more transfers than this on one side is not gone on from (default 2,000). */
  readonly busyMax?: number;
  /** Services among these accounts, from which the search does not go on. */
  readonly stopsAt: (accounts: readonly AccountId[]) => Promise<ReadonlySet<AccountId>>;
  /** Given when verifying: what the answer knew of accounts that were not read as a whole. */
  readonly basis?: ReachBasis | undefined;
  /** Told of each page, once. */
  readonly onPage?: (transfers: readonly Transfer[]) => Promise<void>;
}

export interface ReachAnswer {
  /** Least hops of each account, the sources being 0. */
  readonly hops: ReadonlyMap<AccountId, number>;
  readonly stopped: number;
  /** Accounts that were too busy to go on from. */
  readonly busy: number;
  /** Accounts that were not read as a whole over the blocks: what the ledger has of them counts. */
  readonly uncovered: number;
  /** More transfers than `transfersMax` were needed: accounts may be missing. */
  readonly truncated: boolean;
  readonly transferCount: number;
  /** sha256 over all transfers in the order in which they were looked at. */
  readonly transfersDigest: string;
  /** With it the same search over the same whole accounts finds the same. */
  readonly basis: ReachBasis;
}

type ReachContext = Pick<FlowContext, 'ledger' | 'activity'>;

/**
 * Which accounts value could have gone to from the sources, or come from, in time order, transfers
 * of one block being simultaneous, whatever the amounts. Over what the ledger holds; each account
 * is loaded once, hop by hop, and nothing is searched twice.
 */
export async function walkReach(
  context: ReachContext,
  organisationId: string,
  query: ReachQuery,
): Promise<ReachAnswer> {
  const search = new GrowingReach(query);
  const load = new ReachLoad(context, organisationId, query, search);
  while (!search.isOver && !load.truncated) {
    await load.next();
    search.step();
  }
  return load.answer();
}

/** What one search loaded so far, in pages. */
class ReachLoad {
  truncated = false;
  readonly #context: ReachContext;
  readonly #organisationId: string;
  readonly #query: ReachQuery;
  readonly #search: GrowingReach;
  readonly #sources: ReadonlySet<AccountId>;
  readonly #busyMax: number;
  readonly #digest = createHash('sha256');
  readonly #known: PartialAccounts;
  #stopped = 0;
  #transfers = 0;

  constructor(
    context: ReachContext,
    organisationId: string,
    query: ReachQuery,
    search: GrowingReach,
  ) {
    this.#context = context;
    this.#organisationId = organisationId;
    this.#query = query;
    this.#search = search;
    this.#sources = new Set(query.sources);
    this.#busyMax = query.busyMax ?? busyTransfersMax;
    this.#known = new PartialAccounts(query.basis);
  }

  /** Loads all that the next hop needs, as far as the budget goes. */
  async next(): Promise<void> {
    const wanted = this.#search.wanted();
    for (let at = 0; at < wanted.length && !this.truncated; at += accountsAtOnce) {
      await this.#part(wanted.slice(at, at + accountsAtOnce));
    }
  }

  async #part(accounts: readonly AccountId[]): Promise<void> {
    const { chain, fromHeight, toHeight } = this.#query;
    const scope = { organisationId: this.#organisationId, chain, range: { fromHeight, toHeight } };
    const services = await this.#query.stopsAt(accounts.filter((one) => !this.#sources.has(one)));
    const open = accounts.filter((account) => !services.has(account) && chainOf(account) === chain);
    const busy = await this.#known.busyAmong(open, () =>
      this.#context.activity.busyAmong({
        ...{ ...scope, accounts: open },
        transfersMax: this.#busyMax,
      }),
    );
    this.#stopped += services.size;
    this.#search.load(accounts, []);
    const quiet = open.filter((account) => !busy.has(account));
    await this.#noteCoverage(quiet);
    const parts = [quiet];
    for (let part = parts.pop(); part && !this.truncated; part = parts.pop()) {
      if (part.length === 0) continue;
      const page = await this.#page(part);
      // One account has no more than two pages: it would be busy.
      if (page === 'too-large')
        parts.push(part.slice(part.length >> 1), part.slice(0, part.length >> 1));
    }
  }

  async #page(accounts: readonly AccountId[]): Promise<'taken' | 'too-large'> {
    const { chain, asset, fromHeight, toHeight, transfersMax, onPage } = this.#query;
    const { transfers: stored, truncated } = await this.#context.ledger.transfersOf({
      ...{ organisationId: this.#organisationId, chain, accounts },
      ...(asset === undefined ? {} : { asset }),
      range: { fromHeight, toHeight },
      transfersMax:
        accounts.length === 1 ? Math.min(2 * this.#busyMax, anyNumber) : pageTransfersMax,
    });
    if (truncated && accounts.length > 1) return 'too-large';
    const transfers = this.#known.standing(accounts, stored);
    this.#transfers += transfers.length;
    this.truncated = this.#transfers > transfersMax;
    if (this.truncated) return 'taken';
    for (const { key, sha256 } of digestsOfTransfers(transfers)) {
      this.#digest.update(`${key} ${sha256}\n`);
    }
    this.#search.load(accounts, transfers);
    await onPage?.(transfers);
    return 'taken';
  }

  async #noteCoverage(accounts: readonly AccountId[]): Promise<void> {
    const { chain, fromHeight, toHeight, basis } = this.#query;
    if (basis) return;
    const coverage = await this.#context.ledger.coverageOf(this.#organisationId, chain, accounts);
    for (const account of accounts) {
      const missing = missingRanges({ fromHeight, toHeight }, coverage.get(account) ?? []);
      if (missing.length > 0) this.#known.addPartial(account);
    }
  }

  answer(): ReachAnswer {
    return {
      hops: this.#search.hops,
      ...{ stopped: this.#stopped, busy: this.#known.busy.size, uncovered: this.#known.met },
      truncated: this.truncated,
      transferCount: this.#transfers,
      transfersDigest: this.#digest.copy().digest('hex'),
      basis: this.#known.basis,
    };
  }
}
