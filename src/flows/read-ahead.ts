import type { AccountId, AssetId } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { TransferLedger, TransferQuery } from '../ports/transfer-ledger.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';

/** Fewer accounts are answered as soon as they are asked about. */
const accountsMin = 200;
/** Most accounts of a walk. */
const accountsMax = 5_000;
/** Of one query: reading more than this for nobody would cost more than it saves. */
const transfersMax = 10_000;

/** As many as a wave is loaded by. */
const queriesAtOnce = 2;

interface Reading {
  readonly query: TransferQuery;
  readonly accounts: ReadonlySet<AccountId>;
  /** Undefined: there was too much, or it could not be read. */
  readonly transfers: Promise<readonly Transfer[] | undefined>;
}

/**
 * Reads the accounts that a walk will most likely ask for next, while it still judges what it has.
 * What it asks for then is answered as the ledger would; where something else is asked for, or
 * there was too much to read, the ledger is asked as if nothing had been read.
 */
export class ReadAhead {
  readonly #ledger: Pick<TransferLedger, 'transfersOf'>;
  #reading: Reading | undefined;

  constructor(ledger: Pick<TransferLedger, 'transfersOf'>) {
    this.#ledger = ledger;
  }

  /** Begins to read, in the place of what was read before. Resolves when the question is on its way. */
  async begin(query: Omit<TransferQuery, 'transfersMax' | 'wholeOnly'>): Promise<void> {
    this.#reading = undefined;
    const accounts = new Set(query.accounts);
    if (accounts.size < accountsMin || accounts.size > accountsMax) return;
    const asked = { ...query, transfersMax, wholeOnly: true };
    // Where it fails nothing is lost: who asks asks the ledger, which then says what is wrong.
    const transfers = this.#read(asked, accounts).catch(() => undefined);
    this.#reading = { query: asked, accounts, transfers };
    // The walk goes on without a pause, in which alone the question could be sent.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Whether an account is among those that are read. */
  has(account: AccountId): boolean {
    return this.#reading?.accounts.has(account) ?? false;
  }

  /** The answer to a query where it was read; undefined: ask the ledger. */
  async transfersOf(query: TransferQuery): Promise<readonly Transfer[] | undefined> {
    const reading = this.#reading;
    if (!reading || !isWithin(query, reading)) return undefined;
    const transfers = await reading.transfers;
    if (!transfers || transfers.length > query.transfersMax) return undefined;
    if (query.accounts.length === reading.accounts.size) return transfers;
    return ofAccounts(transfers, query);
  }

  async #read(
    query: TransferQuery,
    accounts: ReadonlySet<AccountId>,
  ): Promise<readonly Transfer[] | undefined> {
    const parts = partsOf([...accounts]);
    const pages = await Promise.all(
      parts.map((part) => this.#ledger.transfersOf({ ...query, accounts: part })),
    );
    if (pages.some(({ truncated }) => truncated)) return undefined;
    return pages.flatMap((page, at) => {
      const own = new Set(parts[at]);
      // What one part pays another stands in both: it counts where the sender is.
      return page.transfers.filter(({ from }) => own.has(from) || !accounts.has(from));
    });
  }
}

/**
 * Receivers of a wave that the next one will most likely ask for: those to whom enough came at once,
 * and where no trail ends.
 */
export function likelyNext(
  received: readonly PotTransfer[],
  fresh: ReadonlySet<AccountId>,
  { asset, minimumBase }: { readonly asset: AssetId; readonly minimumBase: bigint },
): AccountId[] {
  const likely = new Set<AccountId>();
  for (const { asset: moved, amountBase, to } of received) {
    if (moved === asset && amountBase >= minimumBase && fresh.has(to)) likely.add(to);
  }
  return [...likely];
}

/** Those of some of the accounts, as the ledger gives them. */
function ofAccounts(
  transfers: readonly Transfer[],
  { accounts, payersOnly }: TransferQuery,
): Transfer[] {
  const asked = new Set(accounts);
  const paying = new Set(transfers.map(({ from }) => from));
  const gives = (receiver: AccountId) =>
    asked.has(receiver) && (!payersOnly || paying.has(receiver));
  return transfers.filter(({ from, to }) => asked.has(from) || gives(to));
}

function partsOf<T>(items: readonly T[]): (readonly T[])[] {
  const size = Math.ceil(items.length / queriesAtOnce);
  return Array.from({ length: queriesAtOnce }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/** What both must ask for alike; whom they know already may differ: it is read once more at most. */
const alike = ['organisationId', 'chain', 'asset', 'untilTime', 'payersOnly'] as const;

function isWithin(query: TransferQuery, { query: asked, accounts }: Reading): boolean {
  return (
    alike.every((field) => query[field] === asked[field]) &&
    query.range.fromHeight === asked.range.fromHeight &&
    query.range.toHeight === asked.range.toHeight &&
    query.accounts.every((account) => accounts.has(account))
  );
}
