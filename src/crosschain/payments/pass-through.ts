import type { AccountId } from '../../domain/caip.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { isZeroAccount, type NetChanges } from '../net-changes.ts';
import type { Received } from '../received-by.ts';

/** Contracts that hand on to one another in one transaction; longer chains are no batch payer. */
const handsMax = 4;

/** Accounts that received and sent of the asset and hold neither more nor less of anything. */
export function passThroughs(changes: NetChanges, moves: readonly Transfer[]): Set<AccountId> {
  const senders = new Set(moves.map((t) => t.from));
  const both = moves.map((t) => t.to).filter((account) => senders.has(account));
  return new Set(
    both.filter((account) => !isZeroAccount(account) && (changes.get(account)?.size ?? 0) === 0),
  );
}

/** Who paid an account, and over which pass-throughs, from the payer's side. */
export interface Way {
  readonly payer: AccountId;
  readonly via: readonly AccountId[];
}

/** From a receiver back over pass-throughs to the one account that paid them all. */
export function wayTo(
  receiver: AccountId,
  into: Received,
  passers: ReadonlySet<AccountId>,
): Way | undefined {
  const via: AccountId[] = [];
  let account = receiver;
  for (let hand = 0; hand <= handsMax; hand++) {
    // What a later contract of the way gave back is not what paid an earlier one.
    const givers = (into.get(account) ?? []).filter((t) => !via.includes(t.from));
    const before = new Set(givers.map((t) => t.from));
    const [giver] = before;
    if (before.size !== 1 || giver === undefined) return undefined;
    if (!passers.has(giver)) return { payer: giver, via };
    via.unshift(giver);
    account = giver;
  }
  return undefined;
}
