import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ownership } from '../../../src/domain/ownership.ts';
import { evaluateOwnership, readMicroPercent } from '../../../src/sanctions/ownership.ts';

const day = '2026-01-01';
const share = (owner: string, owned: string, percent?: number): Ownership =>
  percent === undefined ? { owner, owned } : { owner, owned, microPercent: percent * 1_000_000 };
const find = (ownerships: readonly Ownership[], blocked: readonly string[], party = 'x') =>
  evaluateOwnership(party, ownerships, new Set(blocked), day);

describe('the 50 percent rule', () => {
  it('adds up blocked owners, and others not', () => {
    const shares = [share('a', 'x', 30), share('b', 'x', 20), share('c', 'x', 50)];
    expect(find(shares, ['a', 'b'])).toMatchObject({ state: 'blocked', microPercent: 50_000_000 });
    expect(find(shares, ['a'])).toMatchObject({ state: 'not-blocked', microPercent: 30_000_000 });
  });

  it('adds shares exactly: three thirds of a half are not a half', () => {
    const third = Array.from({ length: 3 }, (_, i) => ({
      owner: `o${i}`,
      owned: 'x',
      microPercent: readMicroPercent('16.666666') ?? 0,
    }));
    expect(find(third, ['o0', 'o1', 'o2'])).toMatchObject({
      state: 'not-blocked',
      microPercent: 49_999_998,
    });
  });

  it('goes through companies that are themselves blocked by their owners, with their whole share', () => {
    const shares = [share('a', 'm', 50), share('m', 'x', 25), share('b', 'x', 25)];
    expect(find(shares, ['a', 'b'])).toMatchObject({ state: 'blocked' });
    const less = [share('a', 'm', 49), share('m', 'x', 25), share('b', 'x', 25)];
    expect(find(less, ['a', 'b'])).toMatchObject({
      state: 'not-blocked',
      microPercent: 25_000_000,
    });
  });

  it('ends with owners that own one another', () => {
    const ring = [share('x', 'y', 60), share('y', 'x', 60)];
    expect(find(ring, [])).toMatchObject({ state: 'not-blocked', microPercent: 0 });
    expect(find([...ring, share('a', 'y', 50)], ['a'])).toMatchObject({ state: 'blocked' });
  });

  it('says that it was not evaluated where nothing, or not enough, is known', () => {
    expect(find([], ['a'])).toMatchObject({ state: 'not-evaluated' });
    expect(find([share('a', 'x')], ['a'])).toMatchObject({ state: 'not-evaluated' });
    expect(find([share('a', 'x'), share('b', 'x', 50)], ['a', 'b'])).toMatchObject({
      state: 'blocked',
    });
    expect(find([share('c', 'x')], ['a'])).toMatchObject({ state: 'not-blocked' });
  });

  it('is not evaluated where an owner may be blocked by a share that nobody knows', () => {
    const chain = [share('a', 'm'), share('m', 'x', 60)];
    expect(find(chain, ['a'])).toMatchObject({ state: 'not-evaluated' });
    expect(find([...chain, share('c', 'm', 51)], ['a'])).toMatchObject({ state: 'not-blocked' });
    const long = [share('a', 'l'), share('l', 'm', 50), share('m', 'x', 50)];
    expect(find(long, ['a'])).toMatchObject({ state: 'not-evaluated' });
  });

  it('says no in spite of a share that nobody knows, where others hold too much for it to count', () => {
    const shares = [share('a', 'x'), share('c', 'x', 51)];
    expect(find(shares, ['a'])).toMatchObject({ state: 'not-blocked' });
    expect(find([share('a', 'x'), share('c', 'x', 50)], ['a'])).toMatchObject({
      state: 'not-evaluated',
    });
  });

  it('takes the share where another source knows only that it is owned', () => {
    const shares = [share('a', 'x'), share('a', 'x', 30), share('c', 'x', 20)];
    expect(find(shares, ['a'])).toMatchObject({ state: 'not-blocked', microPercent: 30_000_000 });
  });

  it('counts shares on the days that they are held', () => {
    const held = { ...share('a', 'x', 80), from: '2020-01-01', to: '2025-12-31' };
    expect(find([held], ['a'])).toMatchObject({ state: 'not-evaluated' });
    expect(evaluateOwnership('x', [held], new Set(['a']), '2025-01-01').state).toBe('blocked');
  });

  it('never unblocks when another party is blocked', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'x');
    const ownership = fc.record({
      owner: names,
      owned: names,
      microPercent: fc.integer({ min: 0, max: 60_000_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(ownership, { maxLength: 12 }),
        fc.uniqueArray(names),
        names,
        (shares, blocked, more) => {
          if (find(shares, blocked).state !== 'blocked') return;
          expect(find(shares, [...blocked, more]).state).toBe('blocked');
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a share', () => {
  it.each([
    ['51.5%', 51_500_000],
    ['50', 50_000_000],
    ['33,333333', 33_333_333],
    ['100', 100_000_000],
    ['101', undefined],
    ['half', undefined],
    ['', undefined],
  ])('%s is %s', (text, micro) => expect(readMicroPercent(text)).toBe(micro));
});
