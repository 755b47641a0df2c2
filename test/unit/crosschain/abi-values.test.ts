import { AbiCoder, Interface, type ParamType, type Result } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abiValues, namedArguments } from '../../../src/crosschain/abi-values.ts';
import { equipped } from './bridges/bridge-harness.ts';

const coder = AbiCoder.defaultAbiCoder();
const typesOf = (signature: string) => [
  ...(new Interface([`event E(${signature})`]).getEvent('E')?.inputs ?? []),
];

/** Any value of a type, as an encoder takes it. */
function anyOf(type: ParamType): fc.Arbitrary<unknown> {
  const { baseType, arrayChildren, arrayLength, components } = type;
  if (arrayChildren) {
    const length = arrayLength === null || arrayLength === -1 ? undefined : arrayLength;
    const bounds =
      length === undefined ? { maxLength: 3 } : { minLength: length, maxLength: length };
    return fc.array(anyOf(arrayChildren), bounds);
  }
  if (components) return fc.tuple(...components.map(anyOf));
  const hexOf = (min: number, max: number) =>
    fc
      .uint8Array({ minLength: min, maxLength: max })
      .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`);
  if (baseType === 'address') return hexOf(20, 20);
  if (baseType === 'bool') return fc.boolean();
  if (baseType === 'string') return fc.string({ unit: 'grapheme', maxLength: 40 });
  if (baseType === 'bytes') return hexOf(0, 70);
  if (baseType.startsWith('bytes'))
    return hexOf(Number(baseType.slice(5)), Number(baseType.slice(5)));
  const bits = BigInt(baseType.replace(/^u?int/, ''));
  return baseType.startsWith('u')
    ? fc.bigInt({ min: 0n, max: (1n << bits) - 1n })
    : fc.bigInt({ min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n });
}

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('0x') ? value.toLowerCase() : value;
  if (typeof value !== 'object' || value === null) return value;
  return Array.from(value as Iterable<unknown>, plain); // CAST: of values only arrays and tuples are objects
}

const abis = [...new Set(equipped.flatMap(({ family }) => family.events.map(({ abi }) => abi)))];
const everyShape =
  'int8 a, uint24[2] b, (bytes x, uint8[] y, (bool z, string w)[2] v)[] c, bytes4 d, string[][] e, (uint8 p, address q) f';

describe('values of the ABI encoding', () => {
  it('are those that ethers reads, of every event of the families and of every shape', () => {
    const shapes = [
      typesOf(everyShape),
      ...abis.map((abi) => {
        const inputs = new Interface([abi]).fragments[0]?.inputs ?? [];
        return inputs.filter(({ indexed }) => indexed !== true);
      }),
    ];
    const cases = fc
      .constantFrom(...shapes)
      .chain((types) => fc.tuple(fc.constant(types), fc.tuple(...types.map(anyOf))));
    fc.assert(
      fc.property(cases, ([types, values]) => {
        const data = coder.encode(types, values);
        const theirs = coder.decode(types, data);
        expect(plain(abiValues(types, data.slice(2)))).toEqual(plain(theirs));
      }),
      { numRuns: 1_500 },
    );
  });

  it('never read more than ethers does of broken data', () => {
    const types = typesOf(everyShape);
    const broken = fc.tuple(
      fc.tuple(...types.map(anyOf)).map((values) => coder.encode(types, values).slice(2)),
      fc.nat(),
      fc.uint8Array({ minLength: 1, maxLength: 32 }),
      fc.nat({ max: 400 }),
    );
    fc.assert(
      fc.property(broken, ([data, at, bytes, cut]) => {
        const place = 2 * (at % (data.length / 2));
        const patch = Buffer.from(bytes).toString('hex');
        const hex = `${data.slice(0, place)}${patch}${data.slice(place + patch.length)}`.slice(
          0,
          data.length - 2 * cut,
        );
        let read: unknown;
        try {
          read = plain(abiValues(types, hex));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        // CAST: what ethers decodes is a Result.
        const theirs = coder.decode(types, `0x${hex}`, true) as Result;
        expect(read).toEqual(plain(theirs));
      }),
      { numRuns: 1_500 },
    );
  });

  it('are found by name and by index, and of a repeated name by index alone', () => {
    const types = typesOf('uint8 to, uint8 length, uint8 twice, uint8 twice, uint8');
    const args = namedArguments(
      types,
      abiValues(types, coder.encode(types, [1, 2, 3, 4, 5]).slice(2)),
    );
    expect([args['to'], args['length'], args['twice'], args[3], args[4]]).toEqual([
      1n,
      2n,
      undefined,
      4n,
      5n,
    ]);
    expect(args.toObject()).toEqual({ to: 1n, length: 2n });
  });

  it('refuse what refers to itself without end', () => {
    const types = typesOf('bytes[] a');
    const word = (n: number) => n.toString(16).padStart(64, '0');
    // Each of the elements is the same long tail.
    const [count, bytes] = [3_000, 96_000];
    const offsets = word(32 * count).repeat(count);
    const hex = `${word(32)}${word(count)}${offsets}${word(bytes)}${'ab'.repeat(bytes)}`;
    expect(() => abiValues(types, hex)).toThrow(RangeError);
  });

  it('refuse lists that all are one long list before they fill the memory', () => {
    const types = typesOf('uint256[][] a');
    const word = (n: number) => n.toString(16).padStart(64, '0');
    const count = 100;
    const offsets = word(32 * count).repeat(count);
    const hex = `${word(32)}${word(count)}${offsets}${word(count)}${word(1).repeat(count)}`;
    expect(() => abiValues(types, hex)).toThrow(/too often/);
  });
});
