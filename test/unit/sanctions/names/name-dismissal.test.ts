import { describe, expect, it } from 'vitest';
import {
  applyDismissals,
  type NameDismissal,
} from '../../../../src/sanctions/names/name-dismissal.ts';
import type { NameHit } from '../../../../src/sanctions/names/name-index.ts';

const hit = (partyId: string): NameHit => ({ partyId, name: 'X', score: 0.9, pieces: [] });
const finding: NameDismissal = {
  payeeId: 'payee',
  partyId: 'party',
  partyFingerprint: 'v1',
  reason: 'Passport shows another date and place of birth',
  decidedBy: 'analyst',
  decidedAt: '2026-01-01T00:00:00Z',
  expiresAt: '2027-01-01T00:00:00Z',
};
const at = {
  payeeId: 'payee',
  now: new Date('2026-06-01T00:00:00Z'),
  fingerprintOf: () => 'v1',
};

describe('an earlier finding', () => {
  it('answers the hit and stays in sight with its reason', () => {
    const { open, dismissed } = applyDismissals([hit('party'), hit('other')], [finding], at);
    expect(open.map(({ partyId }) => partyId)).toEqual(['other']);
    expect(dismissed).toEqual([{ hit: hit('party'), by: finding }]);
  });

  it.each([
    ['another payee', { ...at, payeeId: 'someone' }, finding],
    ['after its expiry', { ...at, now: new Date('2027-01-01T00:00:00Z') }, finding],
    ['other data of the party', { ...at, fingerprintOf: () => 'v2' }, finding],
    ['a party no longer listed', { ...at, fingerprintOf: () => undefined }, finding],
    ['an expiry that is no date', at, { ...finding, expiresAt: 'never' }],
  ])('does not count for %s', (_, circumstances, one) => {
    const { open, dismissed } = applyDismissals([hit('party')], [one], circumstances);
    expect(open).toHaveLength(1);
    expect(dismissed).toEqual([]);
  });

  it('gives way to a later one', () => {
    const later = { ...finding, decidedAt: '2026-03-01T00:00:00Z', reason: 'Seen again' };
    const { dismissed } = applyDismissals([hit('party')], [later, finding], at);
    expect(dismissed[0]?.by.reason).toBe('Seen again');
  });
});
