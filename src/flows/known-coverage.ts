import { type AccountId, accountId, type ChainId, chainOf } from '../domain/caip.ts';
import { type CoveredRange, missingRanges } from '../domain/coverage.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import { grouped } from '../tracing/grouped.ts';
import type { TraceHorizon } from '../tracing/trace-request.ts';

/** What was read of each account. */
export type RangesOf = Pick<ReadonlyMap<AccountId, readonly CoveredRange[]>, 'get'>;

/**
 * The coverage of accounts as it was when a walk first came to them. Asked of the ledger once for
 * each, and ahead of need: most receivers are asked about in the next wave, and their verdicts have
 * to be waited for anyway. Of a chain that was read whole no account is asked for.
 */
export class KnownCoverage {
  readonly #ledger: Pick<TransferLedger, 'coverageOf'>;
  readonly #horizon: { readonly trace: TraceHorizon };
  readonly #known = new Map<AccountId, readonly CoveredRange[]>();
  /** What was read of every account of a chain. */
  readonly #ofChain = new Map<ChainId, readonly CoveredRange[]>();

  /** The horizon grows while its owner walks; it is looked at anew each time. */
  constructor(
    ledger: Pick<TransferLedger, 'coverageOf'>,
    horizon: { readonly trace: TraceHorizon },
  ) {
    this.#ledger = ledger;
    this.#horizon = horizon;
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
  ): Promise<RangesOf> {
    if (!this.#wholeOf(chain)) await this.#ask(organisationId, chain, accounts);
    const whole = this.#wholeOf(chain);
    return whole ? { get: () => whole } : this.#known;
  }

  async #ask(
    organisationId: string,
    chain: ChainId,
    accounts: readonly AccountId[],
  ): Promise<void> {
    const unknown = accounts.filter((account) => !this.#known.has(account));
    if (unknown.length === 0) return;
    // An account that was never read is covered by what was read of the whole chain alone.
    const nobody = accountId(`${chain}:nobody`);
    const found = await this.#ledger.coverageOf(organisationId, chain, [...unknown, nobody]);
    for (const account of unknown) this.#known.set(account, found.get(account) ?? []);
    this.#ofChain.set(chain, found.get(nobody) ?? []);
  }

  /** What was read of the whole chain where that is everything, up to the horizon. */
  #wholeOf(chain: ChainId): readonly CoveredRange[] | undefined {
    const ranges = this.#ofChain.get(chain);
    const toHeight = this.#horizon.trace.heights[chain];
    if (!ranges || toHeight === undefined) return undefined;
    const seen = ranges.filter(({ lacks }) => lacks.length === 0);
    return missingRanges({ fromHeight: 0, toHeight }, seen).length === 0 ? seen : undefined;
  }
}
