import { type Ownership, type OwnershipFinding, wholeMicroPercent } from '../domain/ownership.ts';

/** OFAC, FAQ 401: 50 percent or more, of all blocked owners together. */
const halfMicroPercent = wholeMicroPercent / 2;

function inForceOn(day: string): (ownership: Ownership) => boolean {
  return ({ from, to }) => (from === undefined || from <= day) && (to === undefined || to > day);
}

/** Every party that is blocked because blocked ones hold half of it, directly or through others. */
function blockedWithOwned(
  ownerships: readonly Ownership[],
  blocked: ReadonlySet<string>,
): Set<string> {
  const byOwner = new Map<string, Ownership[]>();
  for (const one of ownerships) byOwner.set(one.owner, [...(byOwner.get(one.owner) ?? []), one]);
  const all = new Set(blocked);
  const held = new Map<string, number>();
  const queue = [...blocked];
  for (let owner = queue.pop(); owner !== undefined; owner = queue.pop()) {
    for (const { owned, microPercent = 0 } of byOwner.get(owner) ?? []) {
      const sum = (held.get(owned) ?? 0) + microPercent;
      held.set(owned, sum);
      if (sum < halfMicroPercent || all.has(owned)) continue;
      all.add(owned);
      queue.push(owned);
    }
  }
  return all;
}

/**
 * The 50 percent rule for one party on a day: what blocked parties hold of it together, where a
 * party that is itself owned by half counts as blocked with its whole share (FAQ 401). Without
 * data, or where a blocked owner's share is unknown and would decide, the answer is `not-evaluated`.
 */
export function evaluateOwnership(
  party: string,
  ownerships: readonly Ownership[],
  blocked: ReadonlySet<string>,
  day: string,
): OwnershipFinding {
  const inForce = ownerships.filter(inForceOn(day));
  const owners = inForce.filter(({ owned }) => owned === party);
  const allBlocked = blockedWithOwned(inForce, blocked);
  const blockedOwners = owners.filter(({ owner }) => allBlocked.has(owner));
  const microPercent = blockedOwners.reduce((sum, one) => sum + (one.microPercent ?? 0), 0);
  const finding = { party, microPercent, blockedOwners };
  if (blocked.has(party) || microPercent >= halfMicroPercent)
    return { ...finding, state: 'blocked' };
  const unknown = blockedOwners.some((one) => one.microPercent === undefined);
  return { ...finding, state: owners.length === 0 || unknown ? 'not-evaluated' : 'not-blocked' };
}

/** Reads `51.5` or `51.5%` as millionths of a percent; undefined for what is no share. */
export function readMicroPercent(text: string): number | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{1,6}))?\s*%?$/.exec(text.trim());
  if (!match) return undefined;
  const micro = Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'));
  return micro <= wholeMicroPercent ? micro : undefined;
}
