import { describe, expect, it } from 'vitest';
import type { NameSchema } from '../../../../src/domain/name-match.ts';
import { prepareName } from '../../../../src/sanctions/names/prepare-name.ts';
import { scoreNames } from '../../../../src/sanctions/names/score-names.ts';
import { nameThreshold } from '../../../../src/sanctions/names/scoring-rules.ts';
import { numberValue } from '../../../../src/sanctions/names/words/number-words.ts';

const score = (a: string, b: string, schema: NameSchema = 'Company'): number =>
  scoreNames(prepareName(a, schema), prepareName(b, schema)).score;

describe('names of one organisation', () => {
  it.each([
    ['a legal form written out', 'Aeza Group LLC', 'Aeza Group Limited Liability Company'],
    ['a legal form in front', 'OOO Vostok Design', 'Vostok Design LLC'],
    ['a legal form in Cyrillic', 'ПАО «Совкомфлот»', 'Sovcomflot PJSC'],
    ['a legal form with a slip', 'Bellona Aktiengeselschaft', 'Bellona AG'],
    ['dots', 'A.T.M. Logistics', 'ATM Logistics'],
    ['an ampersand', 'Harker & Pell', 'Harker and Pell'],
    ['an article', 'The Tanchon Commercial Bank', 'Tanchon Commercial Bank'],
    ['words run together', 'Silverstar Network', 'Silver Star Network'],
    ['a number written out', 'Third Orbital Bureau', '3rd Orbital Bureau'],
    ['its own abbreviation', 'Daedong Credit Bank (DCB)', 'Daedong Credit Bank'],
    ['initials', 'KPRI', 'Korea Petroleum Research Institute'],
    ['a place added', 'Faberon Europe', 'Faberon'],
    ['another language', 'Banco Tanchon', 'Tanchon Bank'],
  ])('agree despite %s', (_, a, b) => {
    expect(score(a, b, 'Organization')).toBeGreaterThanOrEqual(nameThreshold);
  });
});

describe('names of two organisations', () => {
  it.each([
    ['the word that tells', 'Tanchon Trading Corporation', 'Ryonbong Trading Corporation'],
    ['the trade', 'Foreign Trade Bank', 'Foreign Trade Insurance'],
    ['the legal form', 'Bellona AG', 'Bellona GmbH'],
    ['a number, with little else', 'Management Company 23', 'Management Company'],
    ['initials in another order', 'A.T.M. Company', 'M.T.A. Company'],
    ['a short name within a long one', 'ООО "БОР"', 'ООО "БОРИСОВ"'],
  ])('differ by %s', (_, a, b) => {
    expect(score(a, b)).toBeLessThan(nameThreshold);
  });

  it('scores a sister fund below the fund, and numbers without a shared series far below', () => {
    const sister = score('Harker North Sea Fund XII LP', 'Harker North Sea Fund XIII LP');
    expect(sister).toBeLessThan(0.9);
    expect(score('Pell 3', 'Pell 5', 'Vessel')).toBeLessThan(sister);
    expect(score('Pell 5', 'Pell 5', 'Vessel')).toBe(1);
  });
});

describe('a vessel', () => {
  it('is the same with and without its prefix', () => {
    expect(score('MV Wise Honest', 'Wise Honest', 'Vessel')).toBeGreaterThanOrEqual(0.95);
  });
});

describe('a legal entity', () => {
  it('is read as a person unless its words say otherwise', () => {
    expect(prepareName('Roman Semenov', 'LegalEntity').kind).toBe('person');
    expect(prepareName('Semenov Trading', 'LegalEntity').kind).toBe('entity');
    expect(prepareName('Aeza Star LLC', 'LegalEntity').kind).toBe('entity');
  });
});

describe('numbers in names', () => {
  it.each([
    ['2', 2],
    ['1st', 1],
    ['forty', 40],
    ['nineteenth', 19],
    ['xiv', 14],
    ['xl', 40],
    ['viii', 8],
  ])('%s is %d', (word, value) => {
    expect(numberValue(word)).toBe(value);
  });

  it.each(['bank', 'iiii', 'vx', '', '12ab'])('%s is none', (word) => {
    expect(numberValue(word)).toBeUndefined();
  });

  it('are read together when they are one', () => {
    expect(prepareName('Brigade Forty-Four', 'Organization').tokens.at(-1)?.text).toBe('44');
    expect(prepareName('Forty Thieves', 'Organization').tokens.map(({ text }) => text)).toEqual([
      '40',
      'thieves',
    ]);
  });
});
