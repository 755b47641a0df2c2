import type { AccountId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { OwnershipFinding } from '../domain/ownership.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  ChangesQuery,
  ListingsWhen,
  ListStatus,
  Lists,
  StoredChange,
} from '../ports/lists.ts';
import type { WorkQueue } from '../ports/work.ts';

/** What people ask of the lists: their age and failures, their changes, a renewal. */
export class ListDesk {
  readonly #lists: Lists;
  readonly #work: WorkQueue;
  readonly #clock: Clock;

  constructor(lists: Lists, work: WorkQueue, clock: Clock) {
    this.#lists = lists;
    this.#work = work;
    this.#clock = clock;
  }

  async status(): Promise<readonly ListStatus[]> {
    return await this.#lists.status();
  }

  /** Has a worker renew the list. Throws `list.unknown`, `list.refreshing` while one is at it. */
  async refresh(list: string): Promise<void> {
    const known = (await this.#lists.status()).find((status) => status.list === list);
    if (!known) throw new WagetraceError('list.unknown', 'No such list', { details: { list } });
    if (known.refreshing) {
      throw new WagetraceError('list.refreshing', 'The list is being renewed already');
    }
    await this.#work.enqueue([{ kind: 'refresh-list', list, requestId: this.#clock.id() }]);
  }

  /** Throws `list.unknown`. */
  async changes(query: ChangesQuery): Promise<readonly StoredChange[]> {
    return await this.#lists.changes(query);
  }

  /** The 50 percent rule today; `not-evaluated` where nothing is known of the party's owners. */
  async ownership(party: string): Promise<OwnershipFinding> {
    return await this.#lists.ownership(party);
  }

  async listings(account: AccountId, when: ListingsWhen): Promise<readonly ListingMatch[]> {
    return await this.#lists.listings(account, when);
  }
}
