import type { AccountId } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';
import { grouped } from './grouped.ts';
import { createsValue } from './subgraph-builder.ts';

export interface GrowingReachOptions {
  readonly sources: readonly AccountId[];
  readonly hopsMax: number;
  /** `forward`: whom value of the sources could reach; `backward`: whose value could reach them. */
  readonly direction: 'forward' | 'backward';
}

/** One way out of an account; backwards, into it. */
interface Edge {
  /** Block of the transfer; backwards, its negative, so that time runs on in both directions. */
  readonly when: number;
  readonly head: AccountId;
}

/**
 * The search of `ReachSearch` over transfers that are loaded while it goes: before each hop it
 * says whose transfers it lacks, and it is given them once. Transfers of one block count as
 * simultaneous. Each edge is walked once, whatever arrives later.
 */
export class GrowingReach {
  readonly #options: GrowingReachOptions;
  readonly #hops = new Map<AccountId, number>();
  readonly #arrival = new Map<AccountId, number>();
  readonly #walkedFrom = new Map<AccountId, number>();
  readonly #edges = new Map<AccountId, readonly Edge[]>();
  #frontier: readonly AccountId[];
  #hop = 0;

  constructor(options: GrowingReachOptions) {
    this.#options = options;
    this.#frontier = [...new Set(options.sources)];
    for (const source of this.#frontier) {
      this.#hops.set(source, 0);
      this.#arrival.set(source, Number.NEGATIVE_INFINITY);
    }
  }

  /** No hop is left, or nobody to go on from. */
  get isOver(): boolean {
    return this.#hop >= this.#options.hopsMax || this.#frontier.length === 0;
  }

  /** Accounts whose transfers the next hop needs and that were not given, ascending. */
  wanted(): AccountId[] {
    return this.#frontier.filter((account) => !this.#edges.has(account)).sort();
  }

  /** Takes all transfers of these accounts; of an account that is not to be gone on from, none. */
  load(accounts: readonly AccountId[], transfers: readonly Transfer[]): void {
    const { direction } = this.#options;
    const isForward = direction === 'forward';
    const moving = transfers.filter(
      (t) => t.amountBase > 0n && t.from !== t.to && !t.suspect && !createsValue(t.kind),
    );
    const byTail = grouped(moving, ({ from, to }) => (isForward ? from : to));
    for (const account of accounts) {
      const edges = (byTail.get(account) ?? []).map(({ from, to, height }): Edge => {
        return isForward ? { when: height, head: to } : { when: -height, head: from };
      });
      this.#edges.set(
        account,
        edges.sort((a, b) => a.when - b.when),
      );
    }
  }

  /** Walks one hop from all that was loaded. */
  step(): void {
    this.#hop += 1;
    const departures = this.#frontier.map(
      (account) => [account, this.#arrival.get(account) ?? 0] as const,
    );
    const next = new Set<AccountId>();
    for (const [account, departure] of departures) {
      const walkedFrom = this.#walkedFrom.get(account) ?? Number.POSITIVE_INFINITY;
      this.#walkedFrom.set(account, departure);
      for (const { when, head } of this.#edges.get(account) ?? []) {
        if (when < departure) continue;
        if (when >= walkedFrom) break;
        if (when >= (this.#arrival.get(head) ?? Number.POSITIVE_INFINITY)) continue;
        this.#arrival.set(head, when);
        if (!this.#hops.has(head)) this.#hops.set(head, this.#hop);
        next.add(head);
      }
    }
    this.#frontier = [...next];
  }

  /** Least hops of each account that was reached so far; 0 of the sources. */
  get hops(): ReadonlyMap<AccountId, number> {
    return this.#hops;
  }
}
