import { describe, expect, it } from 'vitest';
import { accountId } from '../../../src/domain/caip.ts';
import type { Label } from '../../../src/domain/label.ts';
import { currentLabels, verdictOf } from '../../../src/labels/ruling.ts';

const account = accountId('eip155:1:0x00000000000000000000000000000000000000aa');
let next = 0;

function label(given: Partial<Label>): Label {
  return {
    id: `label-${next++}`,
    account,
    name: 'Somebody',
    category: 'exchange',
    source: 'house',
    confidence: 50,
    date: '2026-01-01',
    importedAt: '2026-01-02T00:00:00.000Z',
    ...given,
  };
}

const rule = (...labels: Label[]) => currentLabels(account, labels, '2026-06-01');

describe('which labels count', () => {
  it('takes the surest source first and names what contradicts it', () => {
    const sure = label({ source: 'court', confidence: 90, category: 'mixer', entity: 'm' });
    const said = rule(label({ entity: 'x', date: '2026-05-01' }), sure);
    expect(said.current[0]).toBe(sure);
    expect(said.conflicts).toEqual(['category exchange (house)', 'entity x (house)']);
    expect(verdictOf(said)).toMatchObject({ kind: 'mixer', source: 'label' });
    expect(verdictOf(said)?.evidence).toContain('contradicted: category exchange (house)');
  });

  it('lets a newer label of a source replace its older one', () => {
    const old = label({ category: 'exchange', confidence: 90 });
    const newer = label({ category: 'person', date: '2026-02-01', confidence: 10 });
    const said = rule(old, newer);
    expect(said.current).toEqual([newer]);
    expect(said.past).toEqual([old]);
    expect(verdictOf(said)).toBeUndefined();
  });

  it('prefers the newest of equally sure sources', () => {
    const newer = label({ source: 'b', category: 'otc', date: '2026-03-01' });
    expect(verdictOf(rule(label({ source: 'a' }), newer))?.kind).toBe('otc');
  });

  it('counts a label on its last day and not after it, nor the one that it had replaced', () => {
    const old = label({});
    const last = label({ date: '2026-02-01', expires: '2026-06-01' });
    expect(rule(old, last).current).toEqual([last]);
    const after = currentLabels(account, [old, last], '2026-06-02');
    expect(after.current).toEqual([]);
    expect(after.past).toHaveLength(2);
    expect(verdictOf(after)).toBeUndefined();
  });

  it('gives no verdict for a person, though a less sure source says exchange', () => {
    const said = rule(label({}), label({ source: 'us', category: 'person', confidence: 80 }));
    expect(verdictOf(said)).toBeUndefined();
    expect(said.conflicts).toEqual(['category exchange (house)']);
  });
});
