import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';

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
