import { describe, expect, it } from 'vitest';
import { prepareName } from '../../../../src/sanctions/names/prepare-name.ts';
import { scoreNames } from '../../../../src/sanctions/names/score-names.ts';
import { nameThreshold } from '../../../../src/sanctions/names/scoring-rules.ts';

const score = (a: string, b: string): number =>
  scoreNames(prepareName(a, 'Person'), prepareName(b, 'Person')).score;

describe('names of one person', () => {
  it.each([
    ['order and comma', 'SECHIN, Igor Ivanovich', 'Igor Ivanovich Sechin'],
    ['Cyrillic', 'Тимченко Геннадий Николаевич', 'Gennady Nikolayevich TIMCHENKO'],
    ['Ukrainian by the German tables', 'Wolodymyr Schewtschenko', 'Volodymyr Shevchenko'],
    ['Arabic without vowels', 'حسن نصر الله', 'Hasan Nasrallah'],
    ['Arabic variants', 'Mohamad Abd al-Rahman', 'Muhammad Abdulrahman'],
    ['article written apart or together', 'AL-ZAWAHIRI, Ayman', 'Ayman el Zawahiri'],
    ['Chinese characters', '王云禾', 'WANG, Yunhe'],
    ['Wade-Giles and Pinyin', "Kuo Tzu-ch'iang", 'GUO, Zi Qiang'],
    ['Wade-Giles and Pinyin without marks', 'Hsu Chien Kuo', 'Xu Jian Guo'],
    ['Cantonese family name', 'Cheung Siu Ming', 'Zhang Siu Ming'],
    ['Greek', 'Αλέξης Παπαδόπουλος', 'Alexis Papadopoulos'],
    ['diacritics', 'Đorđe Žižić', 'Dorde Zizic'],
    ['a patronymic left out', 'Oleg Deripaska', 'DERIPASKA, Oleg Vladimirovich'],
    ['a title', 'Dr. Rami Makhluf', 'Rami Makhluf'],
    ['an initial', 'V. Prigozhin', 'Viktor Prigozhin'],
    ['two initials in one', 'JP Ngoy', 'Jean-Pierre Ngoy'],
    ['a diminutive', 'Bill Overton', 'William Overton'],
    ['the name in another language', 'Giuseppe Verdone', 'Joseph Verdone'],
    ['words run together', 'VitaliyAndreyev', 'Vitaliy Andreyev'],
    ['a word broken apart', 'Nikolai Lukas henko', 'Nikolai Lukashenko'],
    ['digits for letters', 'R0man Semen0v', 'Roman Semenov'],
    ['letters swapped', 'Roman Semneov', 'Roman Semenov'],
  ])('agree despite %s', (_, a, b) => {
    expect(score(a, b)).toBeGreaterThanOrEqual(nameThreshold);
  });
});

describe('names of two people', () => {
  it.each([
    ['another family name', 'Roman Semenov', 'Roman Karasavidi'],
    ['another given name', 'Anton Andreyev', 'Vitaliy Andreyev'],
    ['another syllable in Pinyin', 'Wang Bin', 'Wang Ping'],
    ['another syllable in Wade-Giles', 'Kuo Tzu Chiang', 'Guo Pei Qiang'],
    ['another patronymic', 'Oleg Borisovich Deripaska', 'Oleg Vladimirovich Deripaska'],
    ['another father in a chain', 'Hassan Omar Khalil Saleh', 'Hassan Omar Tariq Saleh'],
    ['another initial', 'B. Prigozhin', 'Viktor Prigozhin'],
    ['initials alone', 'V.P.', 'Viktor Prigozhin'],
    ['only a family name in common', 'Prigozhin', 'Yevgeniy Viktorovich Prigozhin'],
    ['only small words in common', 'Abu al-Hassan', 'Abu al-Masri'],
    ['an initial that would be a family name', 'Joseph T. Larson', 'Joseph Tarrant'],
    ['parts that many share', 'Jose Garcia', 'Jose Luis Garcia Oseguera'],
    ['an ending that makes another name', 'Georg Winterfeld', 'Georg Winter'],
  ])('differ by %s', (_, a, b) => {
    expect(score(a, b)).toBeLessThan(nameThreshold);
  });

  it('scores nothing where no word agrees, and where there is no word', () => {
    expect(score('Roman Semenov', 'Li Jiadong')).toBe(0);
    expect(score('', 'Sang Man Kim')).toBe(0);
    expect(score('---', '')).toBe(0);
  });
});

describe('the pieces of a score', () => {
  it('name each word, what it answers to and what it costs', () => {
    const { pieces } = scoreNames(
      prepareName('Oleg Borisovich Deripasca', 'Person'),
      prepareName('DERIPASKA, Oleg Vladimirovich', 'Person'),
    );
    expect(pieces.map(({ kind, left, right }) => [kind, left, right])).toEqual(
      expect.arrayContaining([
        ['same', 'oleg', 'oleg'],
        ['sound', 'deripasca', 'deripaska'],
        ['contradiction', 'borisovich', 'vladimirovich'],
      ]),
    );
    expect(pieces.find(({ kind }) => kind === 'same')?.effect).toBeCloseTo(0);
    expect(pieces.find(({ kind }) => kind === 'contradiction')?.effect).toBeLessThan(-0.3);
  });
});
