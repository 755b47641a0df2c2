/** Places after the point that a publisher may give. */
const exponentMax = 40;

/**
 * A number as it stands in JSON, such as `1842.5` or `9.1e-7`, as a plain decimal figure with
 * every digit kept; undefined for what is not positive or no number.
 */
export function priceFigure(text: string): string | undefined {
  const match = /^(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > exponentMax) return undefined;
  const point = whole.length + exponent;
  const digits = `${'0'.repeat(Math.max(0, 1 - point))}${whole}${fraction}`;
  const at = Math.max(1, point);
  const padded = digits.padEnd(at, '0');
  const before = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const after = padded.slice(at).replace(/0+$/, '');
  if (/^0*$/.test(before + after)) return undefined;
  return after === '' ? before : `${before}.${after}`;
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON whose numbers come out as the texts that they are: a price never passes through a float. */
export function exactJson(text: string): unknown {
  return JSON.parse(
    text.replace(stringOrNumber, (one) => (one.startsWith('"') ? one : `"${one}"`)),
  );
}
