import type { AccountId, ChainId } from '../domain/caip.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';

/** Stored verdicts on who is a service. An input of tracing: a trace cites what it was given. */
export interface ServiceVerdicts {
  /** The newest verdict on each of the accounts that has one, as the organisation may see it. */
  verdictsOf(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<readonly ServiceVerdict[]>;
  /**
   * The accounts on which there is any word, as the organisation may see it: on others there is no
   * verdict. Undefined where that are more words than `wordsMax`.
   */
  spokenOf(organisationId: string, wordsMax: number): Promise<ReadonlySet<AccountId> | undefined>;
  /** Every verdict that was ever stored on the accounts, oldest first: what labels say is none. */
  storedOn(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<readonly ServiceVerdict[]>;
  /** Adds verdicts of this organisation; those before stay for the flows that cite them. */
  add(organisationId: string, verdicts: readonly ServiceVerdict[]): Promise<void>;
  /**
   * Withdraws what was inferred of accounts of the chain from blocks above the height, which are no
   * more, and what was inferred from that. Crosses tenants, and says nothing of them.
   */
  withdrawAbove(chain: ChainId, aboveHeight: number): Promise<void>;
}
