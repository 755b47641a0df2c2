import { describe, expect, it } from 'vitest';
import type { NameFacts, NameMatch } from '../../../src/domain/name-match.ts';
import { applyDismissals, type NameDismissal } from '../../../src/screening/name-dismissal.ts';

const match = (uid: string): NameMatch => ({
  list: 'us-ofac-sdn',
  uid,
  party: 'SIM, Hyon Sop',
  effect: 'block',
  jurisdiction: 'US',
  programmes: [],
  name: 'SIM, Hyon Sop',
  score: 0.9,
  pieces: [],
  fingerprint: 'v1',
});
const facts: NameFacts = {
  asked: { name: 'Sim Hyon Sop', schema: 'LegalEntity', country: 'KR' },
  matches: [match('1'), match('2')],
  matcherVersion: 'names-1',
  completeness: { state: 'complete', reasons: [] },
};
const finding: NameDismissal = {
  id: 'first',
  payeeRef: 'payee',
  asked: { country: 'KR', name: 'Sim Hyon Sop', schema: 'LegalEntity' },
  list: 'us-ofac-sdn',
  uid: '1',
  party: 'SIM, Hyon Sop',
  fingerprint: 'v1',
  reason: 'Passport shows another date and place of birth',
  actor: 'key:analyst',
  decidedAt: '2026-01-01T00:00:00Z',
  expiresAt: '2027-01-01T00:00:00Z',
};
const now = new Date('2026-06-01T00:00:00Z');
const settled = ({ matches }: NameFacts) =>
  matches.filter(({ dismissal }) => dismissal).map(({ uid, dismissal }) => [uid, dismissal?.id]);

describe('an earlier finding', () => {
  it('settles its match alone, which stays in sight', () => {
    const applied = applyDismissals(facts, 'payee', [finding], now);
    expect(applied.matches).toHaveLength(2);
    expect(settled(applied)).toEqual([['1', 'first']]);
  });

  it.each([
    ['another payee', 'someone', now, finding],
    ['after its expiry', 'payee', new Date('2027-01-01T00:00:00Z'), finding],
    ['other data of the party', 'payee', now, { ...finding, fingerprint: 'v2' }],
    ['another list', 'payee', now, { ...finding, list: 'uk' }],
    ['another date of birth of the payee', 'payee', now, withBirth('1980-01-01')],
    ['an expiry that is no date', 'payee', now, { ...finding, expiresAt: 'never' }],
  ])('does not count for %s', (_, payee, at, one) => {
    expect(settled(applyDismissals(facts, payee, [one], at))).toEqual([]);
  });

  it('gives way to a later one', () => {
    const later = { ...finding, id: 'later', decidedAt: '2026-03-01T00:00:00Z' };
    expect(settled(applyDismissals(facts, 'payee', [finding, later], now))).toEqual([
      ['1', 'later'],
    ]);
  });
});

function withBirth(dateOfBirth: string): NameDismissal {
  return { ...finding, asked: { ...finding.asked, dateOfBirth } };
}
