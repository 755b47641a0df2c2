import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { depositVerdict } from './deposit-address.ts';
import { hotWalletVerdict } from './hot-wallet.ts';
import { type AssetMeasure, type ServiceRules, serviceRules } from './service-rules.ts';

/** All transfers of one account in one asset, as far as they are known. */
export interface AccountHistory {
  readonly account: AccountId;
  readonly transfers: readonly Transfer[];
  readonly measure: AssetMeasure;
}

/**
 * Which accounts behave as services. Hot wallets come first: a sweep target counts only when it is
 * one itself, by a label or by its own behaviour. Who is known already keeps its verdict.
 */
export function inferServices(
  histories: readonly AccountHistory[],
  known: readonly ServiceVerdict[],
  rules: ServiceRules = serviceRules,
): ServiceVerdict[] {
  const services = new Map(known.map((verdict) => [verdict.account, verdict]));
  const found: ServiceVerdict[] = [];
  const note = (verdict: ServiceVerdict | undefined): void => {
    if (!verdict || services.has(verdict.account)) return;
    services.set(verdict.account, verdict);
    found.push(verdict);
  };
  for (const { account, transfers, measure } of histories) {
    note(hotWalletVerdict(account, transfers, measure, rules));
  }
  // Deposit addresses are no hot wallets, so their order does not matter.
  for (const { account, transfers, measure } of histories) {
    note(depositVerdict(account, transfers, services, measure, rules));
  }
  return found;
}
