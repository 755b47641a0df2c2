import { describe, expect, it } from 'vitest';
import { romanise } from '../../../../src/sanctions/names/romanise.ts';
import { soundSpelling } from '../../../../src/sanctions/names/sound-spelling.ts';
import {
  lettersApart,
  lettersOf,
  looseCosts,
  spellingDistance,
  writtenCosts,
} from '../../../../src/sanctions/names/spelling-distance.ts';

describe('the distance of two spellings', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', '', 2.7],
    ['lukashenko', 'luakshenko', 0.7],
    ['muhamad', 'muhammad', 0.2],
    ['sechin', 'sech1n', 0.2],
    ['tamir', 'tomir', 0.6],
    ['kasim', 'qasim', 0.5],
    ['putin', 'pulin', 1],
  ])('%s to %s is %d', (a, b, distance) => {
    expect(spellingDistance(a, b, writtenCosts)).toBeCloseTo(distance);
    expect(spellingDistance(b, a, writtenCosts)).toBeCloseTo(distance);
  });

  it('counts vowels less where a script does not write them', () => {
    const strict = spellingDistance('mhmd', 'mohamed', writtenCosts);
    expect(spellingDistance('mhmd', 'mohamed', looseCosts)).toBeLessThan(strict / 3);
  });

  it('is right for words longer than its working space', () => {
    const long = 'b'.repeat(50);
    expect(spellingDistance(`${long}k`, `${long}t`, writtenCosts)).toBeCloseTo(1);
  });

  it('is preceded by a count of letters that only one has', () => {
    expect(lettersApart(lettersOf('roman'), lettersOf('amor'))).toBe(1);
    expect(lettersApart(lettersOf('a1'), lettersOf('a7'))).toBe(0);
  });
});

describe('one spelling for one sound', () => {
  it.each([
    ['zelenskyy', 'zelenskij'],
    ['tchaikovsky', 'chaikovskiy'],
    ['nuristani', 'nooristani'],
    ['dzhokhar', 'djohar'],
    ['romanoff', 'romanov'],
    ['philippe', 'filipe'],
    ['schewtschenko', 'shevchenko'],
  ])('%s and %s', (a, b) => {
    expect(soundSpelling(a)).toBe(soundSpelling(b));
  });
});

describe('romanisation', () => {
  it.each([
    ['Сергей Лавров', 'Sergey Lavrov', 'full'],
    ['김정은', 'gim jeong eun', 'full'],
    ['习近平', 'XiJinPing', 'loose'],
    ['محمد', 'mhmd', 'loose'],
    ['Estêvão', 'Estevao', 'latin'],
    ['Ｋｉｍ', 'Kim', 'latin'],
    ['Hyo\u2019n\u200b-so\u02bcp', "Hyo'n-so'p", 'latin'],
  ])('of %s is %s', (given, text, fidelity) => {
    expect(romanise(given)).toEqual({ text, fidelity });
  });
});
