/** Titles and ranks; before a name they come and go without meaning another person. */
const titlesBefore: ReadonlySet<string> = new Set(
  (
    'mr mrs ms miss mister madam madame monsieur mme mlle dr doctor doktor prof professor sir dame lord lady ' +
    'baron count prince princess king queen president praesident prasident presidente prezident minister ' +
    'senator judge hon honourable honorable rev reverend father sheikh shaikh shaykh sheik cheikh sheykh shekh ' +
    'haji hajji hajj hadji haj mullah mulla mawlawi maulawi maulvi maulana mufti imam ayatollah hojjatoleslam ' +
    'seyyed sayyid sayyed qari hafiz ustad ustadh general gen colonel col lt lieutenant major maj captain capt ' +
    'commander cmdr admiral adm brigadier brig marshal sergeant sgt corporal comrade herr frau senor senora ' +
    'don dona dipl ing engineer eng alhaji chairman'
  ).split(' '),
);
/** Honorifics that also stand between names. */
const titlesAnywhere: ReadonlySet<string> = new Set(
  (
    'dr prof sheikh shaikh shaykh sayyid seyyed haji hajji hadji haj mullah mulla mawlawi maulawi maulvi maulana mufti ' +
    'ayatollah qari hafiz ustad gen col lt maj capt'
  ).split(' '),
);
/** After a name; the legal forms get there when a person is written like a company. */
const titlesAfter: ReadonlySet<string> = new Set(
  'jr junior sr senior phd md esq ii iii iv llc ltd inc gmbh ooo limited plc'.split(' '),
);

/** True when the word at this place is a title or suffix, not a name. */
export function isTitle(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  if (titlesAnywhere.has(word)) return true;
  if (at === words.length - 1 && at > 0 && titlesAfter.has(word)) return true;
  return (
    at < words.length - 1 && words.slice(0, at + 1).every((before) => titlesBefore.has(before))
  );
}

/** Small words inside names of persons: article, 'son of', nobility. They alone never decide. */
export const particles: ReadonlySet<string> = new Set(
  (
    'abd abdul abdel abdal abdol abdu al el ul ur ud ad as ash at az an ar ol ben bin ibn bint binti binte bte ould oulad walad de del della di da do dos das ' +
    'du des la le las los van von der den ter ten zu zum zur of the y e i u dit dite san ag abu abou umm um ' +
    'ap mac mc o und et'
  ).split(' '),
);

/** Endings of Slavic patronymics, romanised; the middle name that lists often leave out. */
const patronymicEnding =
  /(?:[oe]vich|[oe]vi[ct]|[oe]vych|yovych|[oe]vitch|[oe]vna|ivna|ichna|inichna|ilyich|ilich|kuzmich|[oe]wicz|uly|kyzy|ogly|oglu)$/;

/** True for a Slavic or Turkic patronymic (`Romanovich`, `Petrovna`, `Rustam ogly`). */
export function isPatronymic(word: string): boolean {
  return word.length > 6 && patronymicEnding.test(word);
}
