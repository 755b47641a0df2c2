import { createHash } from 'node:crypto';

/** Numbers and addresses that depend on a seed alone. */
export interface SeededRandom {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** A whole number from `low` to `high`. */
  between(low: number, high: number): number;
  /** 40 hex digits that no key is known for. */
  address(label: string): string;
  /** 64 hex digits. */
  hash(label: string): string;
}

/** Draws from SHA-256 in counter mode, so that every machine and version draws the same. */
export function seededRandom(seed: string): SeededRandom {
  let counter = 0;
  const digest = (label: string) => createHash('sha256').update(`${seed}/${label}`).digest();
  const below = (limit: number) => {
    counter += 1;
    return Number(digest(`draw/${counter}`).readBigUInt64BE() % BigInt(limit));
  };
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    address: (label) => `0x${digest(`address/${label}`).subarray(0, 20).toString('hex')}`,
    hash: (label) => digest(`hash/${label}`).toString('hex'),
  };
}
