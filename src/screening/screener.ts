import type { ClusterFacts } from '../domain/cluster-listing.ts';
import { completenessOf, type IncompleteReason } from '../domain/completeness.ts';
import type {
  Screening,
  ScreeningFacts,
  ScreeningSource,
  ScreeningSubject,
} from '../domain/decision.ts';
import type { NameFacts } from '../domain/name-match.ts';
import type { Clock } from '../ports/clock.ts';
import {
  type FactSources,
  factsOf,
  factsOfName,
  factsWithoutWallet,
  withCluster,
  withNames,
} from './facts.ts';
import { decide, type Policy } from './policy/policy.ts';
import { type GivenWallet, subjectOf } from './subject.ts';

export interface ScreenerDependencies extends FactSources {
  readonly clock: Clock;
  readonly policy: Policy;
  readonly engineVersion: string;
}

/** What else than the wallet a decision rests on. */
export interface Circumstances {
  /** What, besides the chain, keeps the wage from being followed. */
  readonly untraceable?: readonly IncompleteReason[];
  /** What was found for the name of whom the wallet belongs to. */
  readonly names?: NameFacts | undefined;
  /** What was found in the cluster of the wallet. */
  readonly cluster?: ClusterFacts | undefined;
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

  /** Screens a wallet as it was given. Never throws for what was given: that is a `review`. */
  wallet(
    given: GivenWallet,
    floor: readonly string[],
    source: ScreeningSource,
    circumstances: Circumstances = {},
  ): Screening {
    return this.subject(this.read(given), floor, source, circumstances);
  }

  /** The same of a wallet that was read before. */
  subject(
    subject: ScreeningSubject,
    floor: readonly string[],
    source: ScreeningSource,
    { untraceable = [], names, cluster }: Circumstances = {},
  ): Screening {
    const at = this.#dependencies.clock.now();
    const facts = factsOf(subject, floor, this.#dependencies, at);
    const tracing = completenessOf([...facts.tracing.reasons, ...untraceable]);
    return this.#judge(withNames(withCluster({ ...facts, tracing }, cluster), names), source, at);
  }

  /** Screens a payout without wallet. */
  withoutWallet(
    given: string,
    floor: readonly string[],
    source: ScreeningSource,
    names?: NameFacts | undefined,
  ): Screening {
    const at = this.#dependencies.clock.now();
    const facts = factsWithoutWallet(given, floor, this.#dependencies, at);
    return this.#judge(withNames(facts, names), source, at);
  }

  /** Screens a name on its own. */
  name(names: NameFacts, floor: readonly string[], source: ScreeningSource): Screening {
    const at = this.#dependencies.clock.now();
    return this.#judge(factsOfName(names, floor, this.#dependencies, at), source, at);
  }

  #judge(facts: ScreeningFacts, source: ScreeningSource, at: Date): Screening {
    const { clock, policy, engineVersion } = this.#dependencies;
    const verdict = decide(facts, policy);
    return { id: clock.id(), facts, verdict, source, at: at.toISOString(), engineVersion };
  }
}
