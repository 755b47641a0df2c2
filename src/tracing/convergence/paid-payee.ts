import type { AccountId } from '../../domain/caip.ts';
import type { SeedTrace } from '../trace-result.ts';

/** A payee with what became of each of its wages. */
export interface PaidPayee {
  readonly payee: string;
  /** Its own wallets: value there has met nobody. */
  readonly wallets: readonly AccountId[];
  /** Household, declared agent, hashes of shared attributes: payees that share one count once. */
  readonly sharedKeys: readonly string[];
  readonly wages: readonly {
    /** The day of the pay run, YYYY-MM-DD. */
    readonly payday: string;
    readonly trace: Pick<SeedTrace, 'seedBase' | 'touched'>;
  }[];
}
