import { accountKey } from '../accounts/account.ts';
import type { AccountId } from '../domain/caip.ts';
import { chainOf } from '../domain/caip.ts';
import type { Completeness } from '../domain/completeness.ts';
import type { Screening } from '../domain/decision.ts';
import type { AccountLabels } from '../domain/label.ts';
import type { ListingMatch } from '../domain/listing.ts';
import type { Actor } from '../domain/organisation.ts';
import type { Payout } from '../domain/payroll.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { FlowRow } from '../flows/flow-row.ts';
import type { InquiryRow } from '../flows/inquiries/inquiry.ts';
import { pageOfInquiries } from '../flows/inquiries/store-inquiries.ts';
import { flowsTouching } from '../flows/store-accounts.ts';
import type { Labels } from '../ports/labels.ts';
import type { ListingsWhen, Lists } from '../ports/lists.ts';
import type { ServiceVerdicts } from '../ports/service-verdicts.ts';
import { screeningsOf } from '../screening/store.ts';
import type { PayrollContext } from './context.ts';
import { payoutsTo } from './store.ts';
import { type LinkedPayee, payeesOfWallet } from './store-payees.ts';

/** Linked records that one profile shows. */
const linkedMax = 50;

/** Exposures that one profile shows, of several assets and times. */
const exposuresMax = 10;

/** Everything that is known of one wallet here. */
export interface WalletProfile {
  readonly account: AccountId;
  /** As of the dates that were asked. */
  readonly listings: readonly ListingMatch[];
  readonly listingsNow: readonly ListingMatch[];
  /** What sources say of it, where they differ, and whom it belongs to by them. */
  readonly labels: AccountLabels;
  /** What tracing is given of it now; undefined when it is no service. */
  readonly verdict?: ServiceVerdict;
  /** Payees who are or were paid there. */
  readonly payees: readonly LinkedPayee[];
  readonly screenings: readonly Screening[];
  readonly payouts: readonly Payout[];
  readonly flows: readonly Pick<FlowRow, 'id' | 'direction' | 'state' | 'payoutId' | 'createdAt'>[];
  /** Questions of its exposure, newest first. */
  readonly exposures: readonly InquiryRow[];
  /** Whether a wage to it could be followed now. */
  readonly tracing: Completeness;
}

/** What the page of a wallet stands on besides payroll. */
export interface WalletContext extends PayrollContext {
  readonly lists: Pick<Lists, 'listings'>;
  readonly labels: Pick<Labels, 'labelsOf'>;
  readonly verdicts: Pick<ServiceVerdicts, 'verdictsOf'>;
}

/** Looks up one wallet: its listings as of a date, and what this organisation has to do with it. */
export async function walletProfile(
  context: WalletContext,
  actor: Actor,
  account: AccountId,
  when: ListingsWhen,
): Promise<WalletProfile> {
  const { organisationId } = actor;
  const listings = await context.lists.listings(account, when);
  const listingsNow = await context.lists.listings(account, {});
  const labels = await context.labels.labelsOf(organisationId, account);
  const [verdict] = await context.verdicts.verdictsOf(organisationId, [account]);
  const key = accountKey(account);
  const own = await context.database.tenant(organisationId, async (tx) => ({
    screenings: await screeningsOf(tx, account),
    payouts: await payoutsTo(tx, key, linkedMax),
    payees: await payeesOfWallet(tx, account, key, linkedMax),
    flows: await flowsTouching(tx, key, linkedMax),
    exposures: await pageOfInquiries(tx, { kind: 'exposure', account }, { limit: exposuresMax }),
  }));
  const tracing = context.chains.tracing(chainOf(account));
  const known = verdict ? { verdict } : {};
  return { account, listings, listingsNow, labels, ...known, ...own, tracing };
}
