import { describe, expect, it } from 'vitest';
import { accountSpelling } from '../../../../src/accounts/script-accounts.ts';
import { coinOf, pushedData } from '../../../../src/chains/bitcoin/map.ts';
import { multisigKeys, scriptKindOf } from '../../../../src/chains/bitcoin/script-kind.ts';
import { chainId } from '../../../../src/domain/caip.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const key = `02${'11'.repeat(32)}`;
const longKey = `04${'22'.repeat(64)}`;

/** Scripts of each template, and near misses that follow none. */
const scripts: readonly (readonly [string, string])[] = [
  ['p2pk', `21 ${key} ac`],
  ['p2pk', `41 ${longKey} ac`],
  ['p2pkh', `76 a9 14 ${'33'.repeat(20)} 88 ac`],
  ['p2sh', `a9 14 ${'33'.repeat(20)} 87`],
  ['p2wpkh', `00 14 ${'33'.repeat(20)}`],
  ['p2wsh', `00 20 ${'33'.repeat(32)}`],
  ['p2tr', `51 20 ${'33'.repeat(32)}`],
  ['p2a', '51 02 4e73'],
  ['witness-unknown', '51 02 4e74'],
  ['witness-unknown', `60 28 ${'33'.repeat(40)}`],
  ['multisig', `51 21 ${key} 21 ${key} 52 ae`],
  ['multisig', `52 21 ${key} 41 ${longKey} 21 ${key} 53 ae`],
  ['op-return', '6a'],
  ['op-return', '6a 04 deadbeef'],
  ['unknown', ''],
  ['unknown', 'ae'],
  // The first byte of a key says how long it is.
  ['unknown', `21 05${'11'.repeat(32)} ac`],
  ['unknown', `41 02${'22'.repeat(64)} ac`],
  ['unknown', `51 21 04${'11'.repeat(32)} 51 ae`],
  ['unknown', '00 03 112233'],
  ['unknown', `52 21 ${key} 51 ae`],
  ['unknown', `51 21 ${key} 52 ae`],
  ['unknown', `76 a9 14 ${'33'.repeat(20)} 88 ad`],
  ['unknown', `a9 14 ${'33'.repeat(20)} 88`],
];

describe('an output script', () => {
  it.each(scripts)('is %s: %s', (kind, script) => {
    expect(scriptKindOf(bytes(script))).toBe(kind);
  });

  it('of a bare multisig names its keys in their order', () => {
    expect(multisigKeys(bytes(`51 21 ${key} 41 ${longKey} 52 ae`))?.map((k) => k.length)).toEqual([
      33, 65,
    ]);
  });

  it('keeps what OP_RETURN pushes, and what is no push as it stands', () => {
    expect(pushedData(bytes('6a 04 deadbeef')).toString()).toBe(bytes('deadbeef').toString());
    expect(Buffer.from(pushedData(bytes('6a 4c 02 abcd 01 ef'))).toString('hex')).toBe('abcdef');
    expect(Buffer.from(pushedData(bytes('6a 5d 02 abcd'))).toString('hex')).toBe('5d02abcd');
    expect(Buffer.from(pushedData(bytes('6a 4d 0300 aabbcc'))).toString('hex')).toBe('aabbcc');
    expect(Buffer.from(pushedData(bytes('6a 05 aabb'))).toString('hex')).toBe('05aabb');
  });
});

describe('the account of a script', () => {
  const bitcoin = accountSpelling(chainId('bip122:000000000019d6689c085ae165831e93'));
  const accountOf = (script: string) =>
    coinOf(bitcoin, { amountBase: 1n, script: bytes(script) }).account?.split(':')[2];

  // Examples of BIP 173 and BIP 350.
  it.each([
    ['0014751e76e8199196d454941c45d1b3a323f1433bd6', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    [
      '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    ],
    ['51024e73', 'bc1pfeessrawgf'],
    ['6002751e', 'bc1sw50qgdz25j'],
  ])('of %s is %s', (script, address) => {
    expect(accountOf(script)).toBe(address);
  });

  it('is not invented where no address spends it', () => {
    expect(accountOf(`51 21 ${key} 51 ae`)).toBeUndefined();
    expect(accountOf('6a 04 deadbeef')).toBeUndefined();
    expect(accountOf('')).toBeUndefined();
    expect(accountOf(`21 ${key} ac`)).toBeUndefined();
  });

  it('is spelled as the chain spells it: Bitcoin Cash by CashAddr', () => {
    const cash = accountSpelling(chainId('bip122:000000000000000000651ef99cb9fcbe'));
    const coin = coinOf(cash, {
      amountBase: 1n,
      script: bytes(`76a914 76a04053bd160a8be51a3e6f2ad11e3e8a2e1d9f 88ac`.replaceAll(' ', '')),
    });
    expect(coin.account?.split(':')[2]).toMatch(/^q/);
  });
});
