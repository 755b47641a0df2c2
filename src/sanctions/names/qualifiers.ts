import type { NamePiece } from './name-score.ts';

/** What else is known of a person or a party. */
export interface Qualifiers {
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; a list may give several. */
  readonly birthDates?: readonly string[];
  /** ISO 3166-1 alpha-2, nationality or seat. */
  readonly countries?: readonly string[];
  readonly gender?: 'male' | 'female';
}

const effects = {
  birthDateAgrees: 0.1,
  birthYear: -0.2,
  birthYearNext: -0.1,
  birthDay: -0.1,
  birthDaySwapped: -0.05,
  country: -0.1,
  gender: -0.1,
} as const;

/** The most that qualifiers can add to a score. */
export const qualifierGainMax = effects.birthDateAgrees;

/**
 * What is known of both and differs lowers the score. What agrees or is unknown does not change it,
 * for data of payees may be false and a common name stays common, but for the full date of birth:
 * one in some 20,000 shares it. Of several dates or countries the nearest counts. An exact name
 * with another date of birth alone stays above the threshold.
 */
export function qualifierPieces(query: Qualifiers, party: Qualifiers): readonly NamePiece[] {
  const pieces: NamePiece[] = [];
  const add = (kind: NamePiece['kind'], left: string, right: string, effect: number): void => {
    if (effect !== 0) pieces.push({ kind, left, right, effect });
  };
  const [births, otherBirths] = [query.birthDates ?? [], party.birthDates ?? []];
  if (births.length > 0 && otherBirths.length > 0) {
    const nearest = births.flatMap((a) => otherBirths.map((b) => birthEffect(a, b)));
    const effect = Math.max(...nearest);
    const kind = effect > 0 ? 'birth-date-agrees' : 'birth-date-differs';
    add(kind, births.join(' '), otherBirths.join(' '), effect);
  }
  const [countries, others] = [query.countries ?? [], party.countries ?? []];
  if (countries.length > 0 && others.length > 0 && !countries.some((one) => others.includes(one))) {
    add('country-differs', countries.join(' '), others.join(' '), effects.country);
  }
  if (query.gender && party.gender && query.gender !== party.gender) {
    add('gender-differs', query.gender, party.gender, effects.gender);
  }
  return pieces;
}

const fullDateLength = 'YYYY-MM-DD'.length;

function birthEffect(a: string, b: string): number {
  if (a === b && a.length === fullDateLength) return effects.birthDateAgrees;
  const [yearA, monthA, dayA] = a.split('-');
  const [yearB, monthB, dayB] = b.split('-');
  const years = Math.abs(Number(yearA) - Number(yearB));
  if (years > 1) return effects.birthYear;
  if (years === 1) return effects.birthYearNext;
  if (monthA === undefined || monthB === undefined) return 0;
  if (monthA === dayB && dayA === monthB && monthA !== monthB) return effects.birthDaySwapped;
  const sameDay = dayA === undefined || dayB === undefined || dayA === dayB;
  return monthA === monthB && sameDay ? 0 : effects.birthDay;
}
