import { appendAuditEvent } from '../database/audit.ts';
import type { Database, Transaction } from '../database/database.ts';
import type { AccountId } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Clock } from '../ports/clock.ts';
import {
  countMonitor,
  pageOfMonitors,
  startMonitor,
  stopMonitor,
  type WalletMonitor,
} from './store-monitors.ts';

/** Wallets that one organisation may monitor at a time. */
const monitorsMax = 100_000;

/** Starts, lists and stops the monitoring of wallets; looking is a worker's. */
export class Monitors {
  readonly #database: Database;
  readonly #clock: Clock;

  readonly #max: number;

  constructor(database: Database, clock: Clock, max = monitorsMax) {
    this.#database = database;
    this.#clock = clock;
    this.#max = max;
  }

  /**
   * From now on whoever has to do with the wallet is screened. Starting one that runs changes
   * nothing. Throws `monitor.too-many` beyond 100,000.
   */
  async start(actor: Actor, account: AccountId): Promise<WalletMonitor> {
    const { organisationId, keyId } = actor;
    return await this.#database.tenant(organisationId, async (tx) => {
      const given = { id: this.#clock.id(), account, by: `key:${keyId}` };
      const { monitor, started } = await startMonitor(tx, organisationId, given, this.#clock.now());
      if (!started) return monitor;
      if ((await countMonitor(tx, organisationId, 1)) > this.#max) {
        throw new WagetraceError('monitor.too-many', `At most ${this.#max} wallets`);
      }
      await this.#note(tx, actor, 'wallet.monitor-started', account);
      return monitor;
    });
  }

  /** Throws `monitor.not-found` when the wallet is not monitored. */
  async stop(actor: Actor, account: AccountId): Promise<WalletMonitor> {
    return await this.#database.tenant(actor.organisationId, async (tx) => {
      const monitor = await stopMonitor(tx, account, this.#clock.now());
      if (!monitor) throw new WagetraceError('monitor.not-found', 'This wallet is not monitored');
      await countMonitor(tx, actor.organisationId, -1);
      await this.#note(tx, actor, 'wallet.monitor-stopped', account);
      return monitor;
    });
  }

  /** Wallets that are monitored now, in the order of their ids, after the given one. */
  async page(
    actor: Actor,
    page: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<WalletMonitor[]> {
    return await this.#database.tenant(actor.organisationId, (tx) => pageOfMonitors(tx, page));
  }

  async #note(tx: Transaction, actor: Actor, action: string, account: AccountId): Promise<void> {
    await appendAuditEvent(tx, actor.organisationId, {
      id: this.#clock.id(),
      actor: `key:${actor.keyId}`,
      action,
      subject: { type: 'wallet', id: account },
      data: {},
      at: this.#clock.now().toISOString(),
    });
  }
}
