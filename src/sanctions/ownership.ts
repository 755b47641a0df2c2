import { type Ownership, type OwnershipFinding, wholeMicroPercent } from '../domain/ownership.ts';

/** OFAC, FAQ 401: 50 percent or more, of all blocked owners together. */
const halfMicroPercent = wholeMicroPercent / 2;

function inForceOn(day: string): (ownership: Ownership) => boolean {
  return ({ from, to }) => (from === undefined || from <= day) && (to === undefined || to > day);
}

type Shares = ReadonlyMap<string, readonly Ownership[]>;

function sharesBy(side: 'owner' | 'owned', ownerships: readonly Ownership[]): Shares {
  const shares = new Map<string, Ownership[]>();
  for (const one of ownerships) {
    const known = shares.get(one[side]);
    if (known) known.push(one);
    else shares.set(one[side], [one]);
  }
  return shares;
}

/** One source may know the share where another knows only that it is owned. */
function withoutKnownElsewhere(ownerships: readonly Ownership[]): Ownership[] {
  const pair = ({ owner, owned }: Ownership) => JSON.stringify([owner, owned]);
  const known = new Set(ownerships.filter((one) => one.microPercent !== undefined).map(pair));
  return ownerships.filter((one) => one.microPercent !== undefined || !known.has(pair(one)));
}

/** What these owners hold of a party for sure, and at the most where shares are unknown. */
function heldBy(owners: ReadonlySet<string>, shares: readonly Ownership[]) {
  const sum = (some: readonly Ownership[]) =>
    some.reduce((total, { microPercent = 0 }) => total + microPercent, 0);
  const theirs = shares.filter(({ owner }) => owners.has(owner));
  const sure = sum(theirs);
  const open = theirs.some(({ microPercent }) => microPercent === undefined);
  return { sure, most: open ? sure + Math.max(0, wholeMicroPercent - sum(shares)) : sure };
}

/**
 * Every party that is blocked because blocked ones hold half of it, directly or through others: for
 * sure, or `most` where unknown shares are all that they can be.
 */
function blockedWithOwned(
  ownerships: readonly Ownership[],
  blocked: ReadonlySet<string>,
  bound: 'sure' | 'most',
): Set<string> {
  const byOwner = sharesBy('owner', ownerships);
  const byOwned = sharesBy('owned', ownerships);
  const all = new Set(blocked);
  const queue = [...blocked];
  for (let owner = queue.pop(); owner !== undefined; owner = queue.pop()) {
    for (const { owned } of byOwner.get(owner) ?? []) {
      if (all.has(owned)) continue;
      if (heldBy(all, byOwned.get(owned) ?? [])[bound] < halfMicroPercent) continue;
      all.add(owned);
      queue.push(owned);
    }
  }
  return all;
}

/**
 * The 50 percent rule for one party on a day: what blocked parties hold of it together, where a
 * party that is itself owned by half counts as blocked with its whole share (FAQ 401). Without
 * data, or where unknown shares, its own or those of its owners, would decide, the answer is
 * `not-evaluated`.
 */
export function evaluateOwnership(
  party: string,
  ownerships: readonly Ownership[],
  blocked: ReadonlySet<string>,
  day: string,
): OwnershipFinding {
  const inForce = withoutKnownElsewhere(ownerships.filter(inForceOn(day)));
  const owners = inForce.filter(({ owned }) => owned === party);
  const sure = blockedWithOwned(inForce, blocked, 'sure');
  const blockedOwners = owners.filter(({ owner }) => sure.has(owner));
  const finding = { party, microPercent: heldBy(sure, owners).sure, blockedOwners };
  if (sure.has(party)) return { ...finding, state: 'blocked' };
  const open = blockedWithOwned(inForce, blocked, 'most').has(party);
  return { ...finding, state: owners.length === 0 || open ? 'not-evaluated' : 'not-blocked' };
}

/** Reads `51.5` or `51.5%` as millionths of a percent; undefined for what is no share. */
export function readMicroPercent(text: string): number | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{1,6}))?\s*%?$/.exec(text.trim());
  if (!match) return undefined;
  const micro = Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'));
  return micro <= wholeMicroPercent ? micro : undefined;
}
