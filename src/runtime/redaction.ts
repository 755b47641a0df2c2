const REDACTED = '***';
const URL_IN_TEXT = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>`\\)\]},]+/gi;
const CREDENTIAL_IN_TEXT = /\b(Bearer|Basic|Token)\s+[\w.~+/=-]{8,}/gi;

/**
 * The URL without what may open a door: credentials, query values, and path segments that can be
 * API keys (providers put them there: /v3/<key>). Scheme, host and plain words stay, so that the
 * operator sees which provider is meant. What cannot be read as a URL is hidden whole.
 */
export function redactUrl(url: string): string {
  if (!URL.canParse(url)) return REDACTED;
  const parsed = new URL(url);
  const credentials = parsed.username || parsed.password ? `${REDACTED}@` : '';
  const path = parsed.pathname.split('/').map(redactSegment).join('/');
  const names = [...new Set(parsed.searchParams.keys())];
  const query = names.map((name) => `${name}=${REDACTED}`).join('&');
  const shownPath = path === '/' && !url.includes('/', url.indexOf('//') + 2) ? '' : path;
  return `${parsed.protocol}//${credentials}${parsed.host}${shownPath}${query && `?${query}`}`;
}

/** The text with every URL and every authorization value in it redacted. */
export function redactText(text: string): string {
  return text
    .replaceAll(CREDENTIAL_IN_TEXT, (_whole, scheme: string) => `${scheme} ${REDACTED}`)
    .replaceAll(URL_IN_TEXT, redactUrl);
}

/** Words and versions stay; anything with a digit or longer than a word may be a key. */
function redactSegment(segment: string): string {
  const plain = /^(?:v\d{1,2}|[A-Za-z._-]{0,24})$/.test(segment);
  return plain ? segment : REDACTED;
}
