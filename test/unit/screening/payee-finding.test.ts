import { describe, expect, it } from 'vitest';
import { complete } from '../../../src/domain/completeness.ts';
import type { ScreeningFacts } from '../../../src/domain/decision.ts';
import type { AppliedFinding } from '../../../src/domain/payee-finding.ts';
import { builtInPolicy, decide } from '../../../src/screening/policy/policy.ts';

const party: AppliedFinding = {
  id: 'finding',
  kind: 'is-listed-party',
  list: 'eu-consolidated',
  uid: '7',
  party: 'SOMEBODY',
  effect: 'block',
  jurisdiction: 'EU',
};

function factsWith(finding: AppliedFinding, floorJurisdictions: readonly string[]): ScreeningFacts {
  return {
    subject: { given: 'a payee', name: 'A Payee' },
    ...{ matches: [], lists: complete, tracing: complete, listVersions: [] },
    floorJurisdictions,
    nameOnly: true,
    names: {
      ...{ asked: { name: 'A Payee' }, matches: [], matcherVersion: 'x', completeness: complete },
      findings: [finding],
    },
  };
}

const decided = (finding: AppliedFinding, floor: readonly string[]) => {
  const { decision, rule, risk } = decide(factsWith(finding, floor), builtInPolicy);
  return { decision, rule, risk };
};

describe('a payee found to be a listed party', () => {
  it('is blocked in a jurisdiction of the floor, and severe for review in another', () => {
    expect(decided(party, ['EU'])).toEqual({ decision: 'block', rule: 'floor', risk: 'severe' });
    const elsewhere = { decision: 'review', rule: 'listed-elsewhere', risk: 'severe' };
    expect(decided(party, ['US', 'UN'])).toEqual(elsewhere);
  });

  it('is never blocked by a list that only restricts or informs', () => {
    expect(decided({ ...party, effect: 'restrict' }, ['EU']).rule).toBe('restricted');
    expect(decided({ ...party, effect: 'inform' }, ['EU'])).toMatchObject({
      decision: 'review',
      rule: 'reported',
    });
  });
});

describe('a payee blocked by status', () => {
  it('is on the floor of every organisation', () => {
    const status = 'owned-by-blocked-persons';
    const finding = { id: 'f', kind: 'blocked-by-status', status, programme: 'SDGT' } as const;
    expect(decided(finding, [])).toEqual({ decision: 'block', rule: 'floor', risk: 'severe' });
  });
});
