import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { CoveredRange } from '../domain/coverage.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import { grouped } from '../tracing/grouped.ts';

type Coverages = Pick<TransferLedger, 'coverageOf'>;

/**
 * The coverage of accounts as it was when a walk first came to them. Asked of the ledger once for
 * each, and ahead of need: most receivers are asked about in the next wave, and their verdicts have
 * to be waited for anyway.
 */
export class KnownCoverage implements Coverages {
  readonly #ledger: Coverages;
  readonly #known = new Map<AccountId, readonly CoveredRange[]>();

  constructor(ledger: Coverages) {
    this.#ledger = ledger;
  }

  /** Asks for what is not known yet. */
  async foresee(organisationId: string, accounts: readonly AccountId[]): Promise<void> {
    for (const [chain, group] of grouped(accounts, chainOf)) {
      await this.coverageOf(organisationId, chain, group);
    }
  }

  async coverageOf(
    organisationId: string,
    chain: ChainId,
    accounts: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, readonly CoveredRange[]>> {
    const unknown = accounts.filter((account) => !this.#known.has(account));
    if (unknown.length > 0) {
      const found = await this.#ledger.coverageOf(organisationId, chain, unknown);
      for (const account of unknown) this.#known.set(account, found.get(account) ?? []);
    }
    return this.#known;
  }
}
