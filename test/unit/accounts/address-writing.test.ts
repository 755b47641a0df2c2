import { hash, randomBytes } from 'node:crypto';
import { base58, base58xrp, bech32, bech32m } from '@scure/base';
import { describe, expect, it } from 'vitest';
import { rippleAlphabet, writeBase58Check } from '../../../src/accounts/base58-check.ts';
import { base58Letters, writeBase58 } from '../../../src/accounts/base58-text.ts';
import { writeSegwitText } from '../../../src/accounts/bech32-write.ts';
import { shortDoubleHash, shortHash } from '../../../src/accounts/sha256-block.ts';

const letters = base58Letters('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz');

function sha256(bytes: Uint8Array): Buffer {
  return hash('sha256', bytes, 'buffer');
}

function bytesOf(words: Int32Array): Buffer {
  const bytes = Buffer.alloc(4 * words.length);
  for (const [i, word] of words.entries()) bytes.writeInt32BE(word, 4 * i);
  return bytes;
}

/** Zeros in front, the greatest number, and anything. */
function samples(length: number): Uint8Array[] {
  const zeros = Buffer.concat([Buffer.alloc(Math.ceil(length / 2)), randomBytes(length >> 1)]);
  return [Buffer.alloc(length), Buffer.alloc(length, 255), zeros, randomBytes(length)];
}

describe('the hash of one block', () => {
  it('is SHA-256 for every length that fits', () => {
    for (let length = 0; length <= 55; length++) {
      for (const message of samples(length)) {
        expect(bytesOf(shortHash(message))).toEqual(sha256(message));
        expect(bytesOf(shortDoubleHash(message))).toEqual(sha256(sha256(message)));
      }
    }
  });

  it('takes no longer message', () => {
    expect(() => shortHash(new Uint8Array(56))).toThrow(RangeError);
  });
});

describe('base58', () => {
  it('is that of a peer for every length', () => {
    for (let length = 0; length <= 72; length++) {
      for (const bytes of samples(length)) {
        expect(writeBase58(bytes, length, letters)).toBe(base58.encode(bytes));
      }
    }
  });

  it('takes no more bytes than it was made for', () => {
    expect(() => writeBase58(new Uint8Array(73), 73, letters)).toThrow(RangeError);
  });

  it('writes version, hash and checksum, also in the letters of XRP', () => {
    for (const version of [[0], [5], [0x1c, 0xb8]].map((bytes) => Uint8Array.from(bytes))) {
      const payload = randomBytes(20);
      const checked = Buffer.concat([version, payload]);
      const bytes = Buffer.concat([checked, sha256(sha256(checked)).subarray(0, 4)]);
      expect(writeBase58Check(version, payload)).toBe(base58.encode(bytes));
      expect(writeBase58Check(version, payload, rippleAlphabet)).toBe(base58xrp.encode(bytes));
    }
  });
});

describe('witness programs', () => {
  it.each(['bc', 'tb', 'bcrt', 'ltc', 'rltc'])('are those of a peer under %s', (hrp) => {
    for (let length = 2; length <= 40; length++) {
      for (const program of samples(length)) {
        const words = bech32.toWords(program);
        expect(writeSegwitText(hrp, 0, program)).toBe(bech32.encode(hrp, [0, ...words]));
        expect(writeSegwitText(hrp, 1, program)).toBe(bech32m.encode(hrp, [1, ...words]));
        expect(writeSegwitText(hrp, 16, program)).toBe(bech32m.encode(hrp, [16, ...words]));
      }
    }
  });
});
