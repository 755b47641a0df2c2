/** Names by which publishers call countries, other than the common English one. */
const otherNames: Readonly<Record<string, string>> = {
  'democratic peoples republic of korea': 'KP',
  dprk: 'KP',
  'republic of korea': 'KR',
  'russian federation': 'RU',
  'islamic republic of iran': 'IR',
  'syrian arab republic': 'SY',
  'peoples republic of china': 'CN',
  burma: 'MM',
  'viet nam': 'VN',
  'lao peoples democratic republic': 'LA',
  'united kingdom of great britain and northern ireland': 'GB',
  'united states of america': 'US',
  usa: 'US',
  uk: 'GB',
  'democratic republic of the congo': 'CD',
  'republic of the congo': 'CG',
  palestinian: 'PS',
  turkey: 'TR',
  'republic of turkiye': 'TR',
  macau: 'MO',
  'hong kong': 'HK',
  'republic of moldova': 'MD',
  'united republic of tanzania': 'TZ',
  'ivory coast': 'CI',
  'the bahamas': 'BS',
  'the gambia': 'GM',
};

/** Codes for unions, tests and users' own, which mean no country; XK (Kosovo) is in use. */
const noCountry = /^(AA|EU|EZ|UN|ZZ|Q[M-Z]|X[A-JL-Z])$/;

let codes: ReadonlyMap<string, string> | undefined;

/** The ISO 3166-1 alpha-2 code of a country as a publisher spells it; undefined when unknown. */
export function countryCode(spelling: string): string | undefined {
  codes ??= commonNames();
  const text = spelling.trim();
  if (/^[A-Za-z]{2}$/.test(text) && codes.has(text.toLowerCase())) return text.toUpperCase();
  // `Korea, North` and `Iran (Islamic Republic of)` put what is before the name behind it.
  const inverted = /^([^,(]+)[,(]\s*([^)]+)\)?$/.exec(text);
  const spellings = [
    text,
    inverted ? `${inverted[2]} ${inverted[1]}` : text,
    inverted?.[1] ?? text,
  ];
  for (const one of spellings) {
    const code = codes.get(plain(one));
    if (code) return code;
  }
  return undefined;
}

function commonNames(): ReadonlyMap<string, string> {
  const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
  const found = new Map<string, string>();
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    if (noCountry.test(code)) continue;
    // Withdrawn codes (SU, YU, DD) are spelt like, or mean, other countries than the present ones.
    const name = Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}` && english.of(code);
    if (!name) continue;
    found.set(plain(name), code);
    found.set(code.toLowerCase(), code);
  }
  for (const [name, code] of Object.entries(otherNames)) found.set(name, code);
  return found;
}

/** Lower case, without accents and punctuation; `St.` and `&` as words. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’.]/gu, '')
    .replaceAll('&', ' and ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
