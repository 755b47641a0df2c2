import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { InquiryContext, InquiryTask } from '../inquiries/answer-step.ts';
import type { ConvergenceQuestion } from '../inquiries/inquiry.ts';
import { ServiceRecogniser } from '../services/recognise-services.ts';

/** Accounts whose verdicts are looked up at a time. */
const accountsAtOnce = 5_000;

/**
 * Which of the accounts are services, by labels or by what they did; busy ones among the places
 * where wages meet are looked at for it.
 */
export async function verdictsOnPlaces(
  context: InquiryContext,
  task: InquiryTask<ConvergenceQuestion>,
  accounts: readonly AccountId[],
  places: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, ServiceVerdict>> {
  const { organisationId, heights, signal, question, cited } = task;
  const verdicts = new Map((cited?.verdicts ?? []).map((one) => [one.account, one]));
  if (cited) return verdicts;
  for (let at = 0; at < accounts.length; at += accountsAtOnce) {
    const part = accounts.slice(at, at + accountsAtOnce);
    for (const one of await context.verdicts.verdictsOf(organisationId, part)) {
      verdicts.set(one.account, one);
    }
  }
  const horizon = { trace: { heights, cut: false } };
  const recogniser = new ServiceRecogniser(context, { organisationId, signal }, horizon);
  const unknown = places
    .filter((account) => !verdicts.has(account))
    .map((account) => ({ account, asset: question.asset, fromHeight: 0 }));
  for (const one of await recogniser.hotWallets(unknown)) verdicts.set(one.account, one);
  return verdicts;
}
