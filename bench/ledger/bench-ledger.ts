import { createOrganisation } from '../../src/database/organisations.ts';
import type { Transfer } from '../../src/domain/transfer.ts';
import { type Core, composeCore } from '../../src/runtime/compose-core.ts';
import { prepareDatabase } from '../../src/runtime/compose-database.ts';
import { createLog } from '../../src/runtime/log.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { openTestDatabase } from '../../test/support/database.ts';
import { type ColdTrace, coldTrace } from './cold-trace.ts';
import { chain, transfersPerBlock } from './generated-ledger.ts';
import { plantedTrail } from './planted-trail.ts';

/** Transfers of one append. */
export const batchRows = 10_000;
export const writers = 2;

/** The composed product on a database of its own, whose ledger covers the whole chain. */
export class BenchLedger {
  readonly url: string;
  readonly #core: Core;
  readonly #accounts: number;
  readonly #organisationId: string;
  readonly #closeDatabase: () => Promise<void>;

  private constructor(parts: {
    readonly url: string;
    readonly core: Core;
    readonly accounts: number;
    readonly closeDatabase: () => Promise<void>;
  }) {
    this.url = parts.url;
    this.#core = parts.core;
    this.#accounts = parts.accounts;
    this.#organisationId = systemClock.id();
    this.#closeDatabase = parts.closeDatabase;
  }

  /** The server is WAGETRACE_TEST_DATABASE_URL. `accounts`: how many the ledger shall have. */
  static async open(accounts: number): Promise<BenchLedger> {
    const { url, close: closeDatabase } = await openTestDatabase();
    await prepareDatabase(url);
    const settings = { ...readSettings({}, []), databaseUrl: url };
    const core = await composeCore(
      settings,
      createLog({ logLevel: 'fatal', logJson: false }, 'bench'),
    );
    const opened = new BenchLedger({ url, core, accounts, closeDatabase });
    await core.flows.database.system((tx) =>
      createOrganisation(tx, { id: opened.#organisationId, name: 'bench', sandbox: true }),
    );
    const range = { fromHeight: 0, toHeight: Number.MAX_SAFE_INTEGER };
    const coverage = [{ chain, source: 'bench', readAt: new Date().toISOString(), ...range }];
    const owner = { shared: true } as const;
    await core.flows.ledger.append({ owner, transfers: [], events: [], coverage });
    return opened;
  }

  async append(transfers: readonly Transfer[]): Promise<void> {
    const owner = { shared: true } as const;
    await this.#core.flows.ledger.append({ owner, transfers, events: [], coverage: [] });
  }

  /** Plants a trail behind the last of `stored` transfers and follows it. */
  async coldTrace(stored: number): Promise<ColdTrace> {
    const trail = plantedTrail(Math.floor(stored / transfersPerBlock), this.#accounts);
    await this.append(trail.transfers);
    const { flows } = this.#core;
    return await coldTrace(flows, this.url, this.#organisationId, trail, this.#accounts);
  }

  async close(): Promise<void> {
    await this.#core.close();
    await this.#closeDatabase();
  }
}
