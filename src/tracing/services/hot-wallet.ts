import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { type Counting, counterpartiesOf } from './counterparties.ts';
import type { AssetMeasure, ServiceRules } from './service-rules.ts';

const dayLength = 'YYYY-MM-DD'.length;

/**
 * Whether an account behaves as the hot wallet of a service: many pay in and many are paid out,
 * each with value that counts, on many days. An employer pays out to many and takes in from few, a
 * collector the other way round, and a thousand senders of dust are nobody: none of them is one.
 * `transfers` are those of the account in one asset; suspect ones are left out.
 */
export function hotWalletVerdict(
  account: AccountId,
  transfers: readonly Transfer[],
  measure: AssetMeasure,
  rules: ServiceRules,
): ServiceVerdict | undefined {
  const traffic = trafficOf(account, transfers, measure, rules);
  return traffic && { account, kind: 'exchange', ...traffic, source: 'inferred' };
}

/** The traffic of an account where it is far beyond a person's, as evidence; undefined for any other. */
export function trafficOf(
  account: AccountId,
  transfers: readonly Transfer[],
  counting: Counting,
  rules: ServiceRules,
): Pick<ServiceVerdict, 'evidence' | 'asOfBlock'> | undefined {
  const real = transfers.filter((transfer) => !transfer.suspect);
  const found = counterpartiesOf(account, real, counting);
  const { counterpartiesMin, effectiveCounterpartiesMin, activeDaysMin } = rules;
  if (Math.min(found.senders, found.receivers) < counterpartiesMin) return undefined;
  const effective = Math.min(found.effectiveSenders, found.effectiveReceivers);
  if (effective < effectiveCounterpartiesMin) return undefined;
  const days = activeDays(account, real);
  if (days < activeDaysMin) return undefined;
  const evidence =
    `${found.senders} senders (${found.effectiveSenders} by value) and ${found.receivers} ` +
    `receivers (${found.effectiveReceivers} by value) of value on ${days} days`;
  const asOfBlock = real.reduce((highest, { height }) => Math.max(highest, height), 0);
  return { evidence, asOfBlock };
}

function activeDays(account: AccountId, transfers: readonly Transfer[]): number {
  const received = transfers.filter(({ to, from }) => to === account && from !== account);
  return new Set(received.map(({ time }) => time.slice(0, dayLength))).size;
}
