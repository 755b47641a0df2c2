import type { AccountId } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { TransferLedger, TransferPage, TransferQuery } from '../ports/transfer-ledger.ts';

/** Fewer accounts are answered as soon as they are asked about. */
const accountsMin = 200;
/** Most accounts of a walk. */
const accountsMax = 5_000;
/** Reading more than this for nobody would cost more than it saves. */
const transfersMax = 10_000;

interface Reading {
  readonly query: TransferQuery;
  readonly accounts: ReadonlySet<AccountId>;
  readonly pages: Promise<readonly TransferPage[]>;
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
    // What one half pays the other is found from its sender, and not from both sides.
    const known = [...(query.known ?? []), ...query.accounts];
    const asked = { ...query, known, transfersMax, wholeOnly: true };
    const pages = Promise.all(
      halvesOf(query.accounts).map((half) =>
        this.#ledger.transfersOf({ ...asked, accounts: half }),
      ),
    );
    // Where it fails and nobody asked, nothing is lost; who asks meets the failure.
    pages.catch(() => undefined);
    this.#reading = { query: asked, accounts, pages };
    // The walk goes on without a pause, in which alone the question could be sent.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** The answer to a query where it was read; undefined: ask the ledger. Throws what that throws. */
  async transfersOf(query: TransferQuery): Promise<readonly Transfer[] | undefined> {
    const reading = this.#reading;
    if (!reading || !isWithin(query, reading)) return undefined;
    const pages = await reading.pages;
    if (pages.some(({ truncated }) => truncated)) return undefined;
    const transfers = pages.flatMap((page) => page.transfers);
    if (transfers.length > query.transfersMax) return undefined;
    if (query.accounts.length === reading.accounts.size) return transfers;
    return ofAccounts(transfers, query);
  }
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

function halvesOf<T>(items: readonly T[]): (readonly T[])[] {
  const middle = items.length >> 1;
  return [items.slice(0, middle), items.slice(middle)];
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
