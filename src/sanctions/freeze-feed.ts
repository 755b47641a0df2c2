import { readAccount } from '../accounts/account.ts';
import type { AccountId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { ToldEvent } from '../ports/contract-events.ts';
import type { FreezingContract, IssuerFreezes } from '../ports/issuer-freezes.ts';
import type { RefreshResult } from '../ports/lists.ts';
import { applyFreezes } from './apply-freezes.ts';
import { sourceOf } from './list-sources.ts';
import { actionBySignature } from './lists/issuer-freezes/fetch.ts';
import type { ListsConfig } from './lists-config.ts';
import type { RefreshTools } from './refresh.ts';

const list = 'issuer-freezes';
/** After which a feeder that died no longer holds the list. */
const claimMs = 30 * 60_000;

/** Feeds the list of issuers' freezes from events of the configured contracts. */
export class FreezeFeed implements IssuerFreezes {
  readonly signatures = [...actionBySignature.keys()];
  readonly #config: ListsConfig;
  readonly #tools: Pick<RefreshTools, 'store' | 'clock'>;
  readonly #symbols: ReadonlyMap<AccountId, string>;

  /** Throws `account.unreadable` for a configured contract that is no address of its chain. */
  constructor(config: ListsConfig, tools: Pick<RefreshTools, 'store' | 'clock'>) {
    this.#config = config;
    this.#tools = tools;
    this.#symbols = new Map(
      config.issuers.map(({ chain, contract, symbol }) => [readAccount(chain, contract), symbol]),
    );
  }

  async begin(): Promise<readonly FreezingContract[] | undefined> {
    const { store, clock } = this.#tools;
    if (!this.#config.lists[list]?.enabled || this.#symbols.size === 0) return undefined;
    const now = clock.now();
    if (!(await store.claim(list, now, new Date(now.getTime() + claimMs)))) return undefined;
    const read = await store.freezesReadTo();
    return [...this.#symbols].map(([contract, symbol]) => {
      const readTo = read.get(contract);
      return { contract, symbol, ...(readTo === undefined ? {} : { readTo }) };
    });
  }

  async take(
    contract: AccountId,
    events: readonly ToldEvent[],
    readTo: number,
  ): Promise<RefreshResult> {
    const { store, clock } = this.#tools;
    const config = this.#config.lists[list];
    if (!config) throw new WagetraceError('list.unknown', 'No such list', { details: { list } });
    const source = sourceOf(list, config);
    const own = events.filter((event) => event.contract === contract);
    return await applyFreezes(source, own, this.#symbols, { contract, readTo }, store, clock);
  }

  async end(wanting: readonly string[]): Promise<void> {
    const { store, clock } = this.#tools;
    const now = clock.now();
    if (wanting.length === 0) return await store.recordSuccess(list, now, {});
    const failure = { code: 'list.not-read', message: wanting.join('; '), at: now.toISOString() };
    await store.recordFailure(list, failure);
  }
}
