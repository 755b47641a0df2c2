import type { MixerFact } from '../../domain/mixer-fact.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';

/** Verdicts on the pools that a transaction was seen to use as a mixer, listed or forked. */
export function seenMixers(facts: readonly MixerFact[]): ServiceVerdict[] {
  const pools = new Map(facts.map((fact) => [fact.pool, fact]));
  return [...pools.values()].map(({ pool, protocol, direction, tx, height }) => ({
    account: pool,
    kind: 'mixer',
    evidence: `${protocol} ${direction} in ${tx}`,
    asOfBlock: height,
    source: 'inferred',
  }));
}
