import type { CommonOwnership } from '../../domain/common-ownership.ts';
import { Clusters } from './clusters.ts';

/** The clusters that pieces of evidence make together. */
export function clusterOf(evidence: readonly CommonOwnership[]): Clusters {
  const clusters = new Clusters();
  for (const piece of evidence) clusters.add(piece);
  return clusters;
}
