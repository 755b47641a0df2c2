import type { AccountId } from '../../../src/domain/caip.ts';
import type { Transfer } from '../../../src/domain/transfer.ts';
import { payment, worldWallet } from '../../support/flow-world.ts';
import type { testRandom } from '../../support/random.ts';

/** Wallets at each hop from the payee on. */
export const walletsByHop = [1, 20, 260, 240];
const blocksOfHop = 10_000;

export interface BranchingTrail {
  readonly wage: Transfer;
  readonly transfers: readonly Transfer[];
}

interface Wallet {
  readonly account: AccountId;
  balance: number;
}

/**
 * A wage that spreads hop by hop. Of the wallets on its way some pay on, some pay back, some rest,
 * and some of all of these have money of their own, from before the wage came or from after.
 */
export function branchingTrail({ between }: ReturnType<typeof testRandom>): BranchingTrail {
  const transfers: Transfer[] = [];
  let [wallets, height] = [0, 10];
  const wallet = (): Wallet => {
    wallets += 1;
    return { account: worldWallet(wallets), balance: 0 };
  };
  const move = (from: Wallet, to: Wallet, units: number): void => {
    height += between(0, 3);
    from.balance -= units;
    to.balance += units;
    transfers.push(payment(from.account, to.account, units, height));
  };
  const hops = walletsByHop.map((count) => Array.from({ length: count }, wallet));
  const oneOf = (some: readonly Wallet[]) => some[between(0, some.length - 1)];
  const outsiders = (units: number, to: Wallet): void => {
    for (let left = between(0, 2); left > 0; left -= 1) move(wallet(), to, units);
  };
  /** What was there before the wage goes to strangers, in part. */
  const before = (own: Wallet): void => {
    outsiders(between(1, 50), own);
    if (own.balance > 1 && between(0, 1) === 0) move(own, wallet(), between(1, own.balance - 1));
  };
  const payOn = (from: Wallet, next: readonly Wallet[], back: readonly Wallet[]): void => {
    for (let left = between(0, 2); left > 0; left -= 1) {
      const to = oneOf(between(0, 9) === 0 ? back : next);
      if (to && from.balance > 0) move(from, to, between(1, from.balance));
    }
  };
  const [[payee] = [], first = []] = hops;
  if (!payee) throw new Error('A trail begins with its payee');
  hops.flat().forEach(before);
  move(wallet(), payee, 100_000);
  const [wage] = transfers.slice(-1);
  if (!wage) throw new Error('A trail begins with its wage');
  // Everyone of the first two hops gets something, so that the third is a wave of them all.
  for (const to of first) move(payee, to, 4_000);
  hops[2]?.forEach((to, at) => {
    const from = first[at % first.length];
    if (from) move(from, to, between(50, 200));
  });
  hops.forEach((own, hop) => {
    height = (hop + 1) * blocksOfHop;
    for (const from of own) {
      outsiders(between(1, 50), from);
      if (hop > 1) payOn(from, hops[hop + 1] ?? [], first);
      outsiders(between(1, 50), from);
    }
  });
  return { wage, transfers };
}
