import { accountKey } from '../accounts/account.ts';
import type { AccountId } from '../domain/caip.ts';
import type { Actor } from '../domain/organisation.ts';
import type { ClusterDesk, ClusterSplit } from '../screening/cluster-desk.ts';
import type { RescreenContext } from './context.ts';
import { rescreenWallets } from './rescreen-wallets.ts';

/**
 * What analysts split and join again takes effect at once: the wallets of the whole cluster are
 * screened again, with their payouts, and flows over them followed again.
 */
export class ClusterSplits {
  readonly #desk: ClusterDesk;
  readonly #context: RescreenContext;

  constructor(desk: ClusterDesk, context: RescreenContext) {
    this.#desk = desk;
    this.#context = context;
  }

  /** Throws what the desk throws. */
  async split(actor: Actor, split: ClusterSplit): Promise<void> {
    // Afterwards nothing tells any more who was joined.
    const joined = await this.#keysOf(actor, split.account);
    await this.#desk.split(actor, split);
    await rescreenWallets(this.#context, actor.organisationId, joined, 'manual');
  }

  /** Throws what the desk throws. */
  async rejoin(actor: Actor, split: ClusterSplit): Promise<void> {
    await this.#desk.rejoin(actor, split);
    const joined = await this.#keysOf(actor, split.account);
    await rescreenWallets(this.#context, actor.organisationId, joined, 'manual');
  }

  #keysOf({ organisationId }: Actor, account: AccountId): Promise<readonly string[]> {
    return this.#context.clusters.keysBeside(organisationId, [accountKey(account)]);
  }
}
