import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import { compareTransfers, type Transfer } from '../../domain/transfer.ts';
import type { AssetMeasure, ServiceRules } from './service-rules.ts';

/** What each account that is known as a service is; a hot wallet is one of an exchange. */
export type KnownServices = ReadonlyMap<AccountId, ServiceVerdict>;

/**
 * Whether an account is a deposit address of an exchange (Victor 2020, "Address clustering
 * heuristics for Ethereum"): all that it gets it sweeps, whole and soon, to one hot wallet that is
 * itself known to be an exchange's, again and again. Whoever sweeps to anybody else is none,
 * however many sweep to that account too, and so is who pays anyone besides.
 * `transfers` are those of the account in one asset; suspect ones are left out.
 */
export function depositVerdict(
  account: AccountId,
  transfers: readonly Transfer[],
  services: KnownServices,
  measure: AssetMeasure,
  rules: ServiceRules,
): ServiceVerdict | undefined {
  const own = transfers
    .filter(
      ({ from, to, suspect }) => !suspect && from !== to && (from === account || to === account),
    )
    .sort(compareTransfers);
  const sweeps = sweepsOf(account, own, measure, rules);
  const [first] = sweeps ?? [];
  if (!sweeps || !first || sweeps.length < rules.sweepsMin) return undefined;
  const hot = services.get(first.to);
  if (hot?.kind !== 'exchange' || sweeps.some(({ to }) => to !== first.to)) return undefined;
  const asOfBlock = own.at(-1)?.height ?? first.height;
  return { ...sweptTo(account, hot, sweeps.length), asOfBlock };
}

const evidenceLengthMax = 500;

/** What is said of an account that swept so often to this hot wallet. */
export function sweptTo(
  account: AccountId,
  hot: ServiceVerdict,
  sweeps: number,
): Omit<ServiceVerdict, 'asOfBlock'> {
  const evidence = `swept ${sweeps} times whole to ${hot.account}, a hot wallet: ${hot.evidence}`;
  return {
    account,
    kind: 'exchange-deposit',
    evidence: evidence.slice(0, evidenceLengthMax),
    source: 'inferred',
  };
}

/** The sweeps of an account all of whose payments are sweeps; undefined for any other. */
function sweepsOf(
  account: AccountId,
  own: readonly Transfer[],
  { feeSlackBase, significantBase }: AssetMeasure,
  { sweepWithinMs }: ServiceRules,
): Transfer[] | undefined {
  const sweeps: Transfer[] = [];
  let restBase = 0n;
  let receivedAtMs = 0;
  for (const transfer of own) {
    if (transfer.to === account) {
      restBase += transfer.amountBase;
      if (transfer.amountBase >= significantBase) receivedAtMs = Date.parse(transfer.time);
      continue;
    }
    restBase -= transfer.amountBase;
    if (transfer.kind === 'fee') continue;
    const late = Date.parse(transfer.time) - receivedAtMs > sweepWithinMs;
    if (late || restBase > feeSlackBase || restBase < -feeSlackBase) return undefined;
    restBase = 0n;
    sweeps.push(transfer);
  }
  return sweeps;
}
