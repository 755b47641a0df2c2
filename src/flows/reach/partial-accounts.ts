import { createHash } from 'node:crypto';
import type { AccountId } from '../../domain/caip.ts';
import { type Transfer, transferKey } from '../../domain/transfer.ts';
import type { ReachBasis } from '../inquiries/answer-basis.ts';

/** Enough of a hash to tell the transfers of one account apart. */
const markCharacters = 12;

/**
 * Accounts that were not read as a whole, and which of their transfers are known all the same,
 * since the other side was read. When an answer is found again these are the ones that it cites.
 */
export class PartialAccounts {
  readonly busy = new Set<AccountId>();
  readonly #cited: ReachBasis | undefined;
  readonly #citedBusy: ReadonlySet<AccountId>;
  readonly #marks = new Map<AccountId, Set<string>>();

  constructor(cited: ReachBasis | undefined) {
    this.#cited = cited;
    this.#citedBusy = new Set(cited?.busy);
  }

  /** How many were met. */
  get met(): number {
    return this.#marks.size;
  }

  get basis(): ReachBasis {
    const partial = [...this.#marks].map(([account, marks]) => [account, [...marks]] as const);
    return { busy: [...this.busy], partial: Object.fromEntries(partial) };
  }

  addPartial(account: AccountId): void {
    if (!this.#marks.has(account)) this.#marks.set(account, new Set());
  }

  /** Which of the accounts are too busy to go on from. */
  async busyAmong(
    accounts: readonly AccountId[],
    ask: () => Promise<Iterable<AccountId>>,
  ): Promise<ReadonlySet<AccountId>> {
    const busy = this.#cited ? accounts.filter((one) => this.#citedBusy.has(one)) : await ask();
    const found = new Set(busy);
    for (const account of found) this.busy.add(account);
    if (this.#cited) for (const account of accounts) this.#recall(account);
    return found;
  }

  #recall(account: AccountId): void {
    const marks = this.#cited?.partial[account];
    if (marks) this.#marks.set(account, new Set(marks));
  }

  /** The transfers of the accounts that count: all of whole ones, of others those that are known. */
  standing(accounts: readonly AccountId[], transfers: readonly Transfer[]): Transfer[] {
    if (this.#marks.size === 0) return [...transfers];
    const asked = new Set(accounts);
    return transfers.filter((transfer) => {
      const own = [transfer.from, transfer.to].filter((account) => asked.has(account));
      const partial = own.filter((account) => this.#marks.has(account));
      if (partial.length < own.length) return true;
      const mark = markOf(transfer);
      if (!this.#cited) for (const account of partial) this.#marks.get(account)?.add(mark);
      return partial.some((account) => this.#marks.get(account)?.has(mark));
    });
  }
}

function markOf(transfer: Transfer): string {
  const hash = createHash('sha256').update(transferKey(transfer)).digest('base64url');
  return hash.slice(0, markCharacters);
}
