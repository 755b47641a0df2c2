import { remembering } from '../remember.ts';
import { spellingDistance, writtenCosts } from '../spelling-distance.ts';

/**
 * Who may own a company of this form, as far as a name tells it: shares, members' stakes,
 * partners, or nobody (foundations, associations, state enterprises).
 */
export type LegalFormClass = 'shares' | 'limited' | 'partnership' | 'non-profit';

/**
 * Legal forms as they are written in names, romanised, one phrase each (registers of the
 * countries concerned; ISO 20275 lists the same forms). Longer phrases win over shorter ones.
 */
const phrasesByClass: Readonly<Record<LegalFormClass, string>> = {
  shares:
    'ag|aktiengesellschaft|sa|s a|spa|s p a|societa per azioni|societe anonyme|' +
    'sociedad anonima|sociedade anonima|inc|incorporated|corp|corporation|jsc|ojsc|cjsc|pjsc|oao|zao|' +
    'pao|ao|joint stock company|open joint stock company|closed joint stock company|' +
    'public joint stock company|joint stock co|aktsionernoe obshchestvo|' +
    'otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo|' +
    'publichnoe aktsionernoe obshchestvo|plc|public limited company|a s|as|aktieselskab|ab|aktiebolag|' +
    'asa|oyj|nv|n v|naamloze vennootschap|na|n a|se|societas europaea|tbk|bhd|berhad|sab|sab de cv|' +
    'sa de cv|saoc|saog|pjs|private joint stock company|prat|pat|vat|akcionarsko drustvo|ad|' +
    'anonim sirketi|anonim sti|sirketi|kk|kabushiki kaisha|dd|akciova spolecnost|rt|zrt|nyrt',
  limited:
    'gmbh|g m b h|ltd|limited|llc|limited liability company|limited liability co|ltda|limitada|lda|sarl|s a r l|sas|' +
    's a s|srl|s r l|societatea cu raspundere limitata|societate cu raspundere limitata|' +
    'societa a responsabilita limitata|societe a responsabilite limitee|' +
    'sociedad de responsabilidad limitada|sociedad limitada|sl|bv|b v|besloten vennootschap|ooo|tov|' +
    'tovarystvo z obmezhenoyu vidpovidalnistyu|obshchestvo s ogranichennoy otvetstvennostyu|' +
    'gesellschaft mit beschrankter haftung|sp z o o|sp z oo|spolka z o o|doo|d o o|oy|aps|sro|s r o|' +
    'kft|uab|sia|ou|eood|ood|fze|fzco|fzc|fz llc|fz|pvt|private limited|pvt ltd|pte|pte ltd|pty|' +
    'pty ltd|sdn|sdn bhd|co ltd|company limited|co limited|limited company|yoo han hoesa|' +
    'yougen kaisha|limited sirketi|ltd sti|mchj|too|gk|godo kaisha|lc|wll|w l l',
  partnership:
    'lp|l p|llp|l l p|lllp|limited partnership|limited liability partnership|kg|kommanditgesellschaft|' +
    'gmbh and co kg|gmbh co kg|ag co kg|ohg|gbr|scs|sca|snc|cv|c v|general partnership|kd',
  'non-profit':
    'ano|ano dpo|avtonomnaya nekommercheskaya organizatsiya|nko|ev|e v|stiftung|verein|foundation|' +
    'fondation|fondazione|fundacion|fundacao|association|associazione|asociacion|fgup|gup|mup|' +
    'federal state unitary enterprise|state unitary enterprise|unitary enterprise|' +
    'federalnoe gosudarstvennoe unitarnoe predpriyatie|asbl|vzw|npo|ngo|charitable trust',
};

/** What ends a name like a legal form and says nothing of who owns it. */
const formless =
  'co|company|cie|companie|compagnie|compania|kompaniya|gesellschaft|and co|and company|joint venture|j v|jv|joint operation company';

interface FormWords {
  readonly words: readonly string[];
  readonly formClass: LegalFormClass | undefined;
}

function table(): ReadonlyMap<string, readonly FormWords[]> {
  const byFirst = new Map<string, FormWords[]>();
  const add = (phrases: string, formClass: LegalFormClass | undefined): void => {
    for (const phrase of phrases.split('|')) {
      const words = phrase.split(' ');
      const first = words[0] ?? '';
      byFirst.set(first, [...(byFirst.get(first) ?? []), { words, formClass }]);
    }
  };
  for (const [formClass, phrases] of Object.entries(phrasesByClass)) {
    // CAST: the keys of the record are its declared keys.
    add(phrases, formClass as LegalFormClass);
  }
  add(formless, undefined);
  for (const forms of byFirst.values()) forms.sort((a, b) => b.words.length - a.words.length);
  return byFirst;
}

const formsByFirstWord = table();
/** Shorter words are one letter from other words. */
const misspeltLettersMin = 5;

const longFormsByLetter: ReadonlyMap<string, readonly FormWords[]> = new Map(
  [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => [
    letter,
    [...formsByFirstWord]
      .filter(([first]) => first.startsWith(letter) && first.length >= misspeltLettersMin)
      .flatMap(([, forms]) => forms),
  ]),
);

/** Forms that begin with a word of which this one is a slip. */
const formsNearly = remembering((first: string): readonly FormWords[] => {
  const forms = longFormsByLetter.get(first.charAt(0)) ?? [];
  return forms.filter(({ words: own }) => isSlipOf(first, own[0] ?? ''));
});

function misspeltFormAt(words: readonly string[], at: number): FormWords | undefined {
  return formsNearly(words[at] ?? '').find(({ words: own }) =>
    own.every((word, i) => isSlipOf(words[at + i] ?? '', word)),
  );
}

/** One letter wrong in a long word. */
const isSlipOf = (word: string, form: string): boolean =>
  word === form ||
  (form.length >= misspeltLettersMin &&
    Math.abs(word.length - form.length) <= 1 &&
    spellingDistance(word, form, writtenCosts) <= 1);

/** The legal form that starts at `words[at]`: how many words it takes and its class, if it tells one. */
export function legalFormAt(
  words: readonly string[],
  at: number,
): { readonly length: number; readonly formClass: LegalFormClass | undefined } | undefined {
  const forms = formsByFirstWord.get(words[at] ?? '');
  const form =
    forms?.find(({ words: own }) => own.every((word, i) => words[at + i] === word)) ??
    misspeltFormAt(words, at);
  return form && { length: form.words.length, formClass: form.formClass };
}
