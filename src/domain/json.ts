/** A value that JSON can carry once amounts are decimal strings. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * The one encoder of results, errors and stored JSON: amounts become decimal strings, and U+0000,
 * which PostgreSQL cannot store and hostile token names carry, becomes U+FFFD.
 */
export function encodeJson(value: unknown, indent?: number): string {
  const plain = encodePlain(value, indent);
  return plain === undefined || plain.includes('\\u0000') ? encodeAll(value, indent) : plain;
}

/** Most values have neither, and are written in a third of the time; undefined for an amount. */
function encodePlain(value: unknown, indent: number | undefined): string | undefined {
  try {
    return JSON.stringify(value, null, indent);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function encodeAll(value: unknown, indent: number | undefined): string {
  return JSON.stringify(
    value,
    (_key, item) => {
      if (typeof item === 'bigint') return item.toString();
      return typeof item === 'string' ? item.replaceAll('\u0000', '\ufffd') : item;
    },
    indent,
  );
}

/** The same, as a value. */
export function toJson(value: unknown): Json {
  // CAST: what JSON.parse gives is JSON.
  return JSON.parse(encodeJson(value)) as Json;
}

/** The same text for equal values, whatever the order of their keys: what was stored and read again. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(toJson(value), (_key, item: unknown) => {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/**
 * Stored JSON with the decimal strings of the named fields as bigint again, at any depth: the
 * other direction of `encodeJson` for values whose amounts are known by their fields' names.
 */
export function decodeAmounts(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => decodeAmounts(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) =>
      fields.has(name) && typeof item === 'string'
        ? [name, BigInt(item)]
        : [name, decodeAmounts(item, fields)],
    ),
  );
}
