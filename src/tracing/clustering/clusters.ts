import type { AccountId } from '../../domain/caip.ts';
import type { CommonOwnership } from '../../domain/common-ownership.ts';
import { DenseIds } from '../dense-ids.ts';
import { UnionFind } from './union-find.ts';

/** How a search reached an account: from which one, by which evidence. */
interface Step {
  readonly from: number;
  readonly index: number;
}

/** Clusters of accounts, grown from evidence one piece at a time. */
export class Clusters {
  readonly #ids = new DenseIds<AccountId>();
  readonly #sets = new UnionFind();
  readonly #evidence: CommonOwnership[] = [];
  /** Indexes of the evidence that names an account, by its number. */
  readonly #evidenceOf: number[][] = [];
  #membersByRoot: Map<number, AccountId[]> | undefined;

  /** Takes a piece of evidence in; true when it joined clusters that were apart. */
  add(evidence: CommonOwnership): boolean {
    const [first, ...others] = evidence.accounts.map((account) => this.#number(account));
    if (first === undefined) return false;
    const index = this.#evidence.push(evidence) - 1;
    for (const number of [first, ...others]) this.#evidenceOf[number]?.push(index);
    let joined = false;
    for (const other of others) joined = this.#sets.union(first, other) || joined;
    this.#membersByRoot = undefined;
    return joined;
  }

  /** The account by which its cluster is named: the one seen first; itself when it is alone. */
  representative(account: AccountId): AccountId {
    const number = this.#ids.find(account);
    if (number === undefined) return account;
    return this.#ids.values[this.#sets.find(number)] ?? account;
  }

  /** The accounts of the cluster, in the order in which they were first seen. */
  members(account: AccountId): readonly AccountId[] {
    const number = this.#ids.find(account);
    if (number === undefined) return [account];
    this.#membersByRoot ??= this.#groupMembers();
    return this.#membersByRoot.get(this.#sets.find(number)) ?? [account];
  }

  /**
   * A shortest chain of evidence from one account to the other, empty when they are not of one
   * cluster: each piece shares an account with the next.
   */
  evidenceBetween(from: AccountId, to: AccountId): readonly CommonOwnership[] {
    const [start, end] = [this.#ids.find(from), this.#ids.find(to)];
    if (start === undefined || end === undefined || start === end) return [];
    if (this.#sets.find(start) !== this.#sets.find(end)) return [];
    return this.#chain(start, end);
  }

  /** Every piece of evidence that holds the cluster of the account together, in order of coming. */
  evidence(account: AccountId): readonly CommonOwnership[] {
    const indexes = new Set<number>();
    for (const member of this.members(account)) {
      const number = this.#ids.find(member);
      for (const index of number === undefined ? [] : (this.#evidenceOf[number] ?? [])) {
        indexes.add(index);
      }
    }
    return [...indexes].sort((a, b) => a - b).flatMap((index) => this.#evidence[index] ?? []);
  }

  /**
   * What the clusters are without the transactions that an analyst does not accept as proof: the
   * accounts that only they held together are split.
   */
  without(rejectedTxs: ReadonlySet<string>): Clusters {
    const split = new Clusters();
    // Numbers are given in the same order, so that clusters keep their names.
    for (const account of this.#ids.values) split.#number(account);
    for (const evidence of this.#evidence) if (!rejectedTxs.has(evidence.tx)) split.add(evidence);
    return split;
  }

  #number(account: AccountId): number {
    const number = this.#ids.add(account);
    this.#sets.grow(this.#ids.count);
    this.#evidenceOf[number] ??= [];
    return number;
  }

  #groupMembers(): Map<number, AccountId[]> {
    const members = new Map<number, AccountId[]>();
    for (const [number, account] of this.#ids.values.entries()) {
      const root = this.#sets.find(number);
      const list = members.get(root);
      if (list) list.push(account);
      else members.set(root, [account]);
    }
    return members;
  }

  #chain(start: number, end: number): CommonOwnership[] {
    const cameBy = this.#searchFrom(start, end);
    const chain: CommonOwnership[] = [];
    for (let step = cameBy.get(end); step !== undefined; step = cameBy.get(step.from)) {
      const evidence = this.#evidence[step.index];
      if (evidence) chain.unshift(evidence);
    }
    return chain;
  }

  /** Breadth-first from account to evidence to account, until the end is found. */
  #searchFrom(start: number, end: number): ReadonlyMap<number, Step> {
    const cameBy = new Map<number, Step>();
    const used = new Set<number>();
    const queue = [start];
    for (let head = 0; head < queue.length && !cameBy.has(end); head++) {
      const from = queue[head] ?? start;
      for (const index of this.#evidenceOf[from] ?? []) {
        if (used.has(index)) continue;
        used.add(index);
        for (const next of this.#numbersIn(index)) {
          if (next === start || cameBy.has(next)) continue;
          cameBy.set(next, { from, index });
          queue.push(next);
        }
      }
    }
    return cameBy;
  }

  #numbersIn(index: number): number[] {
    const accounts = this.#evidence[index]?.accounts ?? [];
    return accounts.flatMap((account) => this.#ids.find(account) ?? []);
  }
}
