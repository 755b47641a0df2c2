import { addressOf } from '../../domain/caip.ts';
import type { DeclaredParty, Leg } from '../../domain/leg.ts';

/** An address without its chain: one EVM key is one party on every chain. */
export function partyKey(party: DeclaredParty | undefined): string | undefined {
  if (!party) return undefined;
  return party.account === undefined ? party.raw : addressOf(party.account);
}

/** True when one side names another chain than the other side is on. */
export function contradictsChain(source: Leg, destination: Leg): boolean {
  if (source.chain === destination.chain) return true;
  if (source.counterpart && source.counterpart !== destination.chain) return true;
  return destination.counterpart !== undefined && destination.counterpart !== source.chain;
}

/** True when both sides name a recipient and they differ. */
export function contradictsRecipient(declared: DeclaredParty | undefined, leg: Leg): boolean {
  const [shall, did] = [partyKey(declared), partyKey(leg.recipient)];
  return shall !== undefined && did !== undefined && shall !== did;
}

/**
 * True when both sides have ids of one scheme: equal ones were paired before, so these differ. The
 * scheme of an id is its leading words, up to the first part that is a number or a hash.
 */
export function contradictsId(a: Leg, b: Leg): boolean {
  const schemes = new Set(a.ids.map((id) => schemeOf(id.text)));
  return b.ids.some((id) => schemes.has(schemeOf(id.text)));
}

function schemeOf(id: string): string {
  return /^[a-z][a-z0-9-]*(?::[a-z][a-z0-9-]*)*/.exec(id)?.[0] ?? id;
}
