import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { MixerFact } from './mixer-fact.ts';

/** Verdicts that make a trail stop at the pools of mixers that the catalogue lists. */
export function mixerWalls(
  mixers: readonly { readonly protocol: string; readonly account: AccountId }[],
): ServiceVerdict[] {
  return mixers.map(({ protocol, account }) => ({
    account,
    kind: 'mixer',
    evidence: `pool of ${protocol} by the catalogue of contracts`,
    asOfBlock: 0,
    source: 'label',
  }));
}

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
