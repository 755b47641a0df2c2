import type { AccountId } from '../domain/caip.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { ServiceVerdicts } from '../ports/service-verdicts.ts';

/** Reading more names than these takes longer than it saves. */
const spokenOfMax = 2_000;

/**
 * Verdicts on the accounts that a walk comes to. Where an organisation knows of few accounts who
 * they are, which these are is read once, and the others are not asked about.
 */
export class KnownVerdicts implements Pick<ServiceVerdicts, 'verdictsOf'> {
  readonly #verdicts: Pick<ServiceVerdicts, 'verdictsOf' | 'spokenOf'>;
  #spokenOf: Promise<ReadonlySet<AccountId> | undefined> | undefined;

  constructor(verdicts: Pick<ServiceVerdicts, 'verdictsOf' | 'spokenOf'>) {
    this.#verdicts = verdicts;
  }

  async verdictsOf(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<readonly ServiceVerdict[]> {
    this.#spokenOf ??= this.#verdicts.spokenOf(organisationId, spokenOfMax);
    const spokenOf = await this.#spokenOf;
    const asked = spokenOf ? accounts.filter((account) => spokenOf.has(account)) : accounts;
    return asked.length === 0 ? [] : await this.#verdicts.verdictsOf(organisationId, asked);
  }
}
