import type { NameSchema } from '../../domain/name-match.ts';
import { koreanReadings } from './korean-name.ts';
import type { NameKind, NameToken, PreparedName, TokenKind } from './prepared-name.ts';
import { type Romanised, romanise } from './romanise.ts';
import { splitWords, writeNumbersAsDigits } from './split-words.ts';
import { sharedToken } from './word-token.ts';
import { commonNames } from './words/common-names.ts';
import { fillerWords, genericWords, placeWords, wordVariants } from './words/entity-words.ts';
import { type LegalFormClass, legalFormAt } from './words/legal-forms.ts';
import { isPatronymic, isTitle, particles } from './words/person-words.ts';

/** Longer names are cut: no register has a name of more words than this. */
export const wordsMax = 24;
const charactersMax = 400;

/**
 * Takes a name apart for comparison: ASCII words, each with its kind, weight and sound. Pure and
 * total: any text gives a name, perhaps one without words, which matches nothing.
 */
export function prepareName(given: string, schema: NameSchema): PreparedName {
  const text = given.slice(0, charactersMax);
  const romanised = romanise(text);
  const { fidelity } = romanised;
  const kind = kindOf(schema, romanised, text);
  const words = splitWords(romanised, text, kind).slice(0, wordsMax);
  const script = scriptOf(text);
  if (kind === 'person') {
    const kinds = words.map((_, at) => personKind(words, at));
    const korean = koreanReadings(words.filter((_, at) => kinds[at] !== 'title'));
    const tokens = words.map((word, at) => {
      // U, O and I are Korean names, not initials.
      const syllable = korean.length > 0 && kinds[at] === 'initial';
      return sharedToken(word, syllable ? 'name' : (kinds[at] ?? 'name'));
    });
    return { given, kind, fidelity, script, tokens, korean };
  }
  const { rest, formClass } = kind === 'entity' ? takeLegalForms(words) : { rest: words };
  const plain = writeNumbersAsDigits(joinLetters(joinCountries(rest)));
  const tokens = plain.map((word) => entityToken(wordVariants.get(word) ?? word));
  const legalForm = formClass ? { legalForm: formClass } : {};
  return { given, kind, fidelity, script, tokens, korean: [], ...legalForm };
}

/** A `LegalEntity` may be a person: it is an entity when its words say so. */
function kindOf(schema: NameSchema, romanised: Romanised, given: string): NameKind {
  if (schema === 'Person') return 'person';
  if (schema === 'Vessel' || schema === 'Airplane') return 'craft';
  if (schema !== 'LegalEntity') return 'entity';
  const words = splitWords(romanised, given, 'entity');
  const isForm = (at: number): boolean => legalFormAt(words, at)?.formClass !== undefined;
  const organised = words.some((word, at) => genericWords.has(word) || (at > 1 && isForm(at)));
  return organised ? 'entity' : 'person';
}

function scriptOf(text: string): string {
  if (/\p{Script=Cyrillic}/u.test(text)) return 'cyrillic';
  if (/\p{Script=Arabic}/u.test(text)) return 'arabic';
  if (/\p{Script=Han}/u.test(text)) return 'han';
  const foreign = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.exec(text)?.[0];
  // Blocks of 128 code points are fine enough to tell the remaining scripts apart.
  return foreign ? `block-${Math.floor((foreign.codePointAt(0) ?? 0) / 128)}` : 'latin';
}

function personKind(words: readonly string[], at: number): TokenKind {
  const word = words[at] ?? '';
  if (isTitle(words, at)) return 'title';
  if (word.length === 1) return 'initial';
  if (particles.has(word) && words.length > 1) return 'particle';
  if (isPatronymic(word) && at > 0) return 'patronymic';
  return commonNames.has(word) ? 'common' : 'name';
}

function entityToken(word: string): NameToken {
  if (/^\d+$/.test(word)) return sharedToken(word, 'number');
  if (fillerWords.has(word)) return sharedToken(word, 'filler');
  if (word.length === 1) return sharedToken(word, 'letter');
  if (placeWords.has(word)) return sharedToken(word, 'place');
  return sharedToken(word, genericWords.has(word) ? 'generic' : 'name');
}

/** Takes legal forms out; forms of one or two letters only at an end, where they are no word. */
function takeLegalForms(words: readonly string[]): {
  readonly rest: readonly string[];
  readonly formClass?: LegalFormClass | undefined;
} {
  const rest: string[] = [];
  let formClass: LegalFormClass | undefined;
  for (let at = 0; at < words.length; ) {
    const form = legalFormAt(words, at);
    const atEnd = at === 0 || at + (form?.length ?? 0) >= words.length - 1;
    const short = form?.length === 1 && (words[at]?.length ?? 0) < 3;
    if (form && (atEnd || !short)) {
      formClass ??= form.formClass;
      at += form.length;
    } else {
      rest.push(words[at] ?? '');
      at += 1;
    }
  }
  return rest.length > 0 ? { rest, formClass } : { rest: words };
}

/** Single letters that follow one another are one abbreviation (`L X C`, `S C Johnson`). */
function joinLetters(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  words.forEach((word, at) => {
    const letter = /^[a-z]$/.test(word) && /^[a-z]$/.test(words[at - 1] ?? '');
    joined.push(letter ? `${joined.pop() ?? ''}${word}` : word);
  });
  return joined;
}

const countries: readonly (readonly [RegExp, string])[] = [
  [/\bunited states(?: of america)?\b/g, 'usa'],
  [/\bunited kingdom\b/g, 'uk'],
  [/\bhong kong\b/g, 'hongkong'],
];

function joinCountries(words: readonly string[]): readonly string[] {
  const text = countries.reduce(
    (joined, [long, short]) => joined.replace(long, short),
    words.join(' '),
  );
  return text === '' ? [] : text.split(' ');
}
