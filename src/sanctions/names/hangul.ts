const firstSyllable = 0xac00;
const vowelCount = 21;
const codaCount = 28;

const onsets = 'g kk n d tt r m b pp s ss _ j jj ch k t p h'.split(' ');
const vowels = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ');
const codas = '_ k k k n n n t l k m l l l p l m p p t t ng t t k t p t'.split(' ');

function romaniseSyllable(char: string): string {
  const index = char.charCodeAt(0) - firstSyllable;
  const onset = onsets[Math.floor(index / (vowelCount * codaCount))];
  const vowel = vowels[Math.floor(index / codaCount) % vowelCount];
  return `${onset}${vowel}${codas[index % codaCount]}`.replaceAll('_', '');
}

/**
 * Precomposed Hangul (Unicode standard 3.12: arithmetic decomposition) by Revised Romanisation,
 * syllable by syllable with spaces between, since names are not read with sound changes across
 * syllables on documents. Other characters stay.
 */
export function romaniseHangul(text: string): string {
  return text.replace(/[\uac00-\ud7a3]+/g, (run) => [...run].map(romaniseSyllable).join(' '));
}
