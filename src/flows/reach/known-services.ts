import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import type { InquiryContext, InquiryTask } from '../inquiries/answer-step.ts';

/** Services that a search met, looked up as it goes; cited ones when it is run again. */
export class KnownServices {
  readonly met = new Map<AccountId, ServiceVerdict>();
  readonly #context: Pick<InquiryContext, 'verdicts'>;
  readonly #task: InquiryTask<unknown>;

  constructor(context: Pick<InquiryContext, 'verdicts'>, task: InquiryTask<unknown>) {
    this.#context = context;
    this.#task = task;
  }

  /** Those of the accounts that are services: behind one, funds are commingled. */
  async among(accounts: readonly AccountId[]): Promise<ReadonlySet<AccountId>> {
    const { cited, organisationId } = this.#task;
    const asked = new Set(accounts);
    const verdicts = cited
      ? cited.verdicts.filter(({ account }) => asked.has(account))
      : await this.#context.verdicts.verdictsOf(organisationId, accounts);
    for (const verdict of verdicts) this.met.set(verdict.account, verdict);
    return new Set(verdicts.map(({ account }) => account));
  }

  /** By account, so that the same search cites the same. */
  get cited(): ServiceVerdict[] {
    return [...this.met.values()].sort((a, b) => (a.account < b.account ? -1 : 1));
  }
}
