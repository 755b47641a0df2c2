import { accountKey } from '../accounts/account.ts';
import type { AccountId } from '../domain/caip.ts';
import { chainOf } from '../domain/caip.ts';
import type { Completeness } from '../domain/completeness.ts';
import type { Screening } from '../domain/decision.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Payout } from '../domain/payroll.ts';
import type { FlowRow } from '../flows/flow-row.ts';
import { flowsTouching } from '../flows/store-accounts.ts';
import type { ListingsWhen, Lists } from '../ports/lists.ts';
import { screeningsOf } from '../screening/store.ts';
import type { PayrollContext } from './context.ts';
import { payoutsTo } from './store.ts';

/** Linked records that one profile shows. */
const linkedMax = 50;

/** Everything that is known of one wallet here. */
export interface WalletProfile {
  readonly account: AccountId;
  readonly listings: readonly ListingMatch[];
  readonly screenings: readonly Screening[];
  readonly payouts: readonly Payout[];
  readonly flows: readonly Pick<FlowRow, 'id' | 'state' | 'payoutId' | 'createdAt'>[];
  /** Whether a wage to it could be followed now. */
  readonly tracing: Completeness;
}

/** Looks up one wallet: its listings as of a date, and what this organisation has to do with it. */
export async function walletProfile(
  context: PayrollContext & { readonly lists: Pick<Lists, 'listings'> },
  actor: Actor,
  account: AccountId,
  when: ListingsWhen,
): Promise<WalletProfile> {
  const listings = await context.lists.listings(account, when);
  const key = accountKey(account);
  const own = await context.database.tenant(actor.organisationId, async (tx) => ({
    screenings: await screeningsOf(tx, account),
    payouts: await payoutsTo(tx, key, linkedMax),
    flows: await flowsTouching(tx, key, linkedMax),
  }));
  return { account, listings, ...own, tracing: context.chains.tracing(chainOf(account)) };
}
