import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { trafficOf } from './hot-wallet.ts';
import type { AssetMeasure, ServiceRules } from './service-rules.ts';

/**
 * Whether an account that has code, and is nobody's wallet, commingles what it gets: many put value
 * in and many take it out, each with value that counts, on many days. Of a pool or a vault these are
 * often the same people, so that who stands on both sides is counted on both.
 * `transfers` are those of the account in one asset; suspect ones are left out.
 */
export function contractVerdict(
  account: AccountId,
  transfers: readonly Transfer[],
  measure: AssetMeasure,
  rules: ServiceRules,
): ServiceVerdict | undefined {
  const traffic = trafficOf(account, transfers, { ...measure, bothSides: 'both' }, rules);
  return traffic && { account, kind: 'contract', ...traffic, source: 'inferred' };
}
