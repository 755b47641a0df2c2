import { completenessOf, type IncompleteReason } from '../domain/completeness.ts';
import type {
  Screening,
  ScreeningFacts,
  ScreeningSource,
  ScreeningSubject,
} from '../domain/decision.ts';
import type { Clock } from '../ports/clock.ts';
import { type FactSources, factsOf, factsWithoutWallet } from './facts.ts';
import { decide, type Policy } from './policy/policy.ts';
import { type GivenWallet, subjectOf } from './subject.ts';

export interface ScreenerDependencies extends FactSources {
  readonly clock: Clock;
  readonly policy: Policy;
  readonly engineVersion: string;
}

/** Decides about wallets from memory; storing the answer is the caller's transaction. */
export class Screener {
  readonly #dependencies: ScreenerDependencies;

  constructor(dependencies: ScreenerDependencies) {
    this.#dependencies = dependencies;
  }

  get policy(): Policy {
    return this.#dependencies.policy;
  }

  /** The subject that a spelling means; without account when it cannot be read. */
  read(given: GivenWallet): ScreeningSubject {
    return subjectOf(given);
  }

  /**
   * Screens a wallet as it was given. Never throws for what was given: that is a `review`.
   * `untraceable` says what else, besides the chain, keeps the wage from being followed.
   */
  wallet(
    given: GivenWallet,
    floor: readonly string[],
    source: ScreeningSource,
    untraceable: readonly IncompleteReason[] = [],
  ): Screening {
    const at = this.#dependencies.clock.now();
    const facts = factsOf(subjectOf(given), floor, this.#dependencies, at);
    const tracing = completenessOf([...facts.tracing.reasons, ...untraceable]);
    return this.#judge({ ...facts, tracing }, source, at);
  }

  /** Screens a payout without wallet. */
  withoutWallet(given: string, floor: readonly string[], source: ScreeningSource): Screening {
    const at = this.#dependencies.clock.now();
    return this.#judge(factsWithoutWallet(given, floor, this.#dependencies), source, at);
  }

  #judge(facts: ScreeningFacts, source: ScreeningSource, at: Date): Screening {
    const { clock, policy, engineVersion } = this.#dependencies;
    const verdict = decide(facts, policy);
    return { id: clock.id(), facts, verdict, source, at: at.toISOString(), engineVersion };
  }
}
