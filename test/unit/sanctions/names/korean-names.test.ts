import { describe, expect, it } from 'vitest';
import { romaniseHangul } from '../../../../src/sanctions/names/hangul.ts';
import { koreanReadings } from '../../../../src/sanctions/names/korean-name.ts';
import {
  koreanSyllables,
  writtenSyllables,
} from '../../../../src/sanctions/names/korean-syllables.ts';
import { prepareName } from '../../../../src/sanctions/names/prepare-name.ts';
import { scoreNames } from '../../../../src/sanctions/names/score-names.ts';
import { nameThreshold } from '../../../../src/sanctions/names/scoring-rules.ts';

const compare = (a: string, b: string) =>
  scoreNames(prepareName(a, 'Person'), prepareName(b, 'Person'));

describe('Korean names', () => {
  it.each([
    ['SIM, Hyon Sop', "SIM, Hyo'n-so'p"],
    ['SIM, Hyon Sop', 'Shim Hyun-sub'],
    ['SIM, Hyon Sop', '심현섭'],
    ['KIM, Sang Man', 'KIM, Sangman'],
    ['KIM, Sang Man', 'Sang-Man Gim'],
    ['KIM, Sang Man', '김상만'],
    ['RI, Pyong Chul', 'Lee Byeong-cheol'],
    ['CHOE, Chun Yong', "Ch'oe Ch'un-yo'ng"],
    ['PAK, Do Chun', 'Park To-chun'],
    ['JO, Chol Song', 'Cho Ch\u2019o\u2019l-so\u2019ng'],
    ['MUN, Kyong Hwan', "Mun Kyo'ng-hwan"],
    ['RI, Un Song', 'Lee Eun Sung'],
  ])('%s is %s', (a, b) => {
    expect(compare(a, b).score).toBeGreaterThanOrEqual(0.9);
  });

  it.each([
    ['KIM SONG MIN', 'KIM SONG CHOL'],
    ['KIM JONG SIK', 'KIM JONG MAN'],
    ['PAEK JIN-HO', 'PAEK CHANG-HO'],
    ['RI YONG MU', 'RI SU YONG'],
    ['KIM KYU', 'KIM YU'],
    ['KIM UN', 'KIM JONG UN'],
    ['PAK IL GYU', 'RI IL GYU'],
  ])('%s is not %s', (a, b) => {
    expect(compare(a, b).score).toBeLessThan(nameThreshold);
  });

  it('lets a frequent family name say less than a rare one', () => {
    const shared = (family: string): number =>
      compare(`${family} SONG MIN`, `${family} SONG CHOL`).score;
    expect(shared('KIM')).toBeLessThan(shared('SIM'));
  });

  it('explains itself by family name and syllables', () => {
    const { pieces } = compare('KIM SONG MIN', 'KIM SONG CHOL');
    expect(pieces.map(({ kind }) => kind)).toEqual([
      'korean-family',
      'korean-syllable',
      'contradiction',
    ]);
  });

  it('does not read European given names as syllables', () => {
    expect(koreanReadings(['daniel', 'lee'])).toEqual([]);
    expect(koreanReadings(['smith', 'john'])).toEqual([]);
  });
});

describe('Korean syllables', () => {
  it('are the same by every romanisation', () => {
    const folded = (word: string): string => writtenSyllables(koreanSyllables(word) ?? []);
    expect(folded('hyonsop')).toBe(folded('hyeonseop'));
    expect(folded('chol')).toBe(folded('cheol'));
    expect(folded('minam')).toBe(folded('mi') + folded('nam'));
  });

  it('are not found in words that have none', () => {
    expect(koreanSyllables('smith')).toBeUndefined();
    expect(koreanSyllables('sangmansangmansang')).toBeUndefined();
  });

  it('come out of Hangul one by one', () => {
    expect(romaniseHangul('심현섭')).toBe('sim hyeon seop');
    expect(romaniseHangul('Kim 상만')).toBe('Kim sang man');
  });
});
