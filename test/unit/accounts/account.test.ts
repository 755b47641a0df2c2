import { sha256 } from '@noble/hashes/sha2.js';
import { bech32, bech32m, createBase58check } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accountKey,
  displayAddress,
  readAccount,
  readAccountId,
  readAccountWithMemo,
  recogniseAddress,
} from '../../../src/accounts/account.ts';
import { accountFamilyOf } from '../../../src/accounts/account-family.ts';
import { chainId } from '../../../src/domain/caip.ts';

const ethereum = chainId('eip155:1');
const bitcoin = chainId('bip122:000000000019d6689c085ae165831e93');
const bitcoinCash = chainId('bip122:000000000000000000651ef99cb9fcbe');
const bitcoinRegtest = chainId('bip122:0f9188f13cb7b2c71f2a335e3a4fc328');
const litecoin = chainId('bip122:12a765e31ffd4059bada1e25190f6e98');
const litecoinRegtest = chainId('bip122:530827f38f93b43ed12af0b3ad25a288');
const zcash = chainId('bip122:00040fe8ec8471911baa1db1266ea15d');
const tron = chainId('tron:0x2b6653dc');
const xrp = chainId('xrpl:0');
const monero = chainId('monero:mainnet');
const stellar = chainId('stellar:pubnet');
const ton = chainId('tvm:-239');

function unreadable(act: () => unknown): void {
  expect(act).toThrow(expect.objectContaining({ code: 'account.unreadable' }));
}

describe('EVM addresses', () => {
  const checksummed = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';

  it('are one account in every case, shown by EIP-55', () => {
    for (const text of [checksummed, checksummed.toLowerCase(), `  ${checksummed} `]) {
      const account = readAccount(ethereum, text);
      expect(account).toBe('eip155:1:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed');
      expect(displayAddress(account)).toBe(checksummed);
    }
  });

  it('satisfy the vectors of EIP-55', () => {
    for (const text of [
      '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
      '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
      '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
    ]) {
      expect(displayAddress(readAccount(ethereum, text))).toBe(text);
    }
  });

  it('are refused from a person when the checksum is wrong, and recognised as such', () => {
    const mistyped = checksummed.replace('5aA', '5AA');
    unreadable(() => readAccount(ethereum, mistyped));
    expect(recogniseAddress(mistyped)).toEqual([
      expect.objectContaining({ family: 'evm', checksum: 'wrong' }),
    ]);
  });

  it('have one key on every EVM chain', () => {
    const keys = ['eip155:1', 'eip155:56', 'eip155:8453', 'eip155:31337'].map((chain) =>
      accountKey(readAccount(chainId(chain), checksummed)),
    );
    expect(new Set(keys)).toEqual(new Set(['evm:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed']));
  });

  it('are read as CAIP-10 too', () => {
    expect(readAccountId(`eip155:1:${checksummed}`)).toBe(readAccount(ethereum, checksummed));
    expect(readAccount(ethereum, `eip155:1:${checksummed}`)).toBe(
      readAccount(ethereum, checksummed),
    );
  });
});

describe('SegWit addresses', () => {
  it('satisfy the valid vectors of BIP-173 and BIP-350', () => {
    const identities = {
      BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4: 'p2wpkh:751e76e8199196d454941c45d1b3a323f1433bd6',
      BC1SW50QGDZ25J: 'witness:10751e',
      bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs: 'witness:02751e76e8199196d454941c45d1b3a323',
      bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0:
        'p2tr:79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
      bc1pfeessrawgf: 'p2a:4e73',
    };
    for (const [text, identity] of Object.entries(identities)) {
      const account = readAccount(bitcoin, text);
      expect(account).toBe(`${bitcoin}:${text.toLowerCase()}`);
      expect(accountKey(account)).toBe(`bitcoin:${identity}`);
    }
  });

  it.each([
    [
      'a Taproot program with the checksum of BIP-173',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
    ],
    ['mixed case', 'bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    ['a version 0 program of 16 bytes', 'BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P'],
    ['another chain', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'],
    ['an empty program', 'bc1gmk9yu'],
  ])('refuse %s', (_why, text) => unreadable(() => readAccount(bitcoin, text)));

  it('are read on regression test networks, bcoin’s own prefix included', () => {
    const text = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
    expect(readAccount(bitcoinRegtest, text)).toBe(`${bitcoinRegtest}:${text}`);
    const key = accountKey(readAccount(bitcoinRegtest, text));
    expect(key).toBe('bitcoin-regtest:p2wpkh:751e76e8199196d454941c45d1b3a323f1433bd6');
    expect(accountFamilyOf(litecoinRegtest)).toBe('litecoin-regtest');
  });
});

describe('base58 addresses of the Bitcoin family', () => {
  it('are one account as legacy text and as CashAddr, with and without prefix, in either case', () => {
    for (const text of [
      '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu',
      'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
      'BITCOINCASH:QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A',
      'qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
    ]) {
      expect(readAccount(bitcoinCash, text)).toBe(
        `${bitcoinCash}:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a`,
      );
    }
    expect(readAccount(bitcoinCash, '3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC')).toBe(
      readAccount(bitcoinCash, 'bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq'),
    );
  });

  it('refuse a CashAddr with a changed character', () => {
    unreadable(() => readAccount(bitcoinCash, 'qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6q'));
  });

  it('are one P2SH account on Litecoin whether written 3… or M…', () => {
    const account = readAccount(litecoin, '3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC');
    expect(account).toBe(`${litecoin}:MJiPwX84iBe4WnFDwsYGgtnz1XonPhUqhf`);
    expect(readAccount(litecoin, 'MJiPwX84iBe4WnFDwsYGgtnz1XonPhUqhf')).toBe(account);
  });

  it('are case-sensitive', () => {
    unreadable(() => readAccount(bitcoin, '1bpEi6DfDAUFd7GtittLSdBeYJvcoaVggu'));
  });

  it('name every family that they may mean where no chain is given', () => {
    const families = (text: string) => recogniseAddress(text).map(({ family }) => family);
    expect(families('1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu')).toEqual([
      'bitcoin',
      'bitcoin-cash',
      'bitcoin-sv',
    ]);
    expect(families('3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC')[0]).toBe('bitcoin');
    expect(families('DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L')).toEqual(['dogecoin', 'verge']);
  });

  it('read a Zcash TEX address as the transparent account that it is (ZIP-320)', () => {
    expect(readAccount(zcash, 'tex1s2rt77ggv6q989lr49rkgzmh5slsksa9khdgte')).toBe(
      readAccount(zcash, 't1VmmGiyjVNeCjxDZzg7vZmd99WyzVby9yC'),
    );
  });

  it('keep a script without an address by its hash', () => {
    const account = readAccount(bitcoin, `script-${'ab'.repeat(32)}`);
    expect(accountKey(account)).toBe(`bitcoin:script:${'ab'.repeat(32)}`);
  });
});

describe('addresses of other families', () => {
  it('read TRON in base58, as a node writes it and as its event log does', () => {
    const account = `${tron}:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t`;
    for (const text of [
      'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      '41a614f803b6fd780986a42c78ec9c7f77e6ded13c',
      '0xa614f803b6fd780986a42c78ec9c7f77e6ded13c',
    ]) {
      expect(readAccount(tron, text)).toBe(account);
    }
    unreadable(() => readAccount(tron, 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T'));
  });

  it('take the tag out of an X-address (XLS-5d)', () => {
    const account = `${xrp}:r9cZA1mLK5R5Am25ArfXFmqgNwjZgnfk59`;
    expect(readAccountWithMemo(xrp, 'X7AcgcsBL6XDcUb289X4mJ8djcdyKaB5hJDWMArnXr61cqZ')).toEqual({
      account,
    });
    expect(readAccountWithMemo(xrp, 'X7AcgcsBL6XDcUb289X4mJ8djcdyKaGZMhc9YTE92ehJ2Fu')).toEqual({
      account,
      memo: '1',
    });
  });

  it('take the payment id out of an integrated Monero address', () => {
    const standard =
      '4AdUndXHHZ6cfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2684Rge';
    const integrated =
      '4LL9oSLmtpccfufTMvppY6JwXNouMBzSkbLYfpAV5Usx3skxNgYeYTRj5UzqtReoS44qo9mtmXCqY45DJ852K5Jv2bYXZKKQePHES9khPK';
    expect(readAccountWithMemo(monero, integrated)).toEqual({
      account: readAccount(monero, standard),
      memo: '8a125052fe6f3877',
    });
    unreadable(() => readAccount(monero, standard.replace('AdU', 'AdV')));
  });

  it('take the id out of a muxed Stellar address (SEP-23)', () => {
    expect(
      readAccountWithMemo(
        stellar,
        'MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVAAAAAAAAAAAAAJLK',
      ),
    ).toEqual({
      account: `${stellar}:GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ`,
      memo: '9223372036854775808',
    });
  });

  it('read the raw and the friendly spellings of TON as one account', () => {
    const raw = '0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8';
    const account = readAccount(ton, raw);
    expect(readAccount(ton, 'EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N')).toBe(account);
    expect(readAccount(ton, displayAddress(account))).toBe(account);
  });

  it('read a retired BNB Beacon address as the key that it is', () => {
    const [read] = recogniseAddress('bnb1grpf0955h0ykzq3ar5nmum7y6gdfl6lxfn46h2');
    expect(read?.key).toBe('cosmos:40c2979694bbc961023d1d27be6fc4d21a9febe6');
  });

  it('recognise Solana by its length and say that nothing vouches for the spelling', () => {
    expect(recogniseAddress('6USfQ9BX33LNvuR44TXr8XKzyEgervPcF4QtZZfWMnet')).toEqual([
      expect.objectContaining({ family: 'solana', checksum: 'none' }),
    ]);
  });
});

describe('shielded addresses of Zcash', () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);

  it('are read by their encodings: Sprout, Sapling, unified', () => {
    const sprout = createBase58check(sha256).encode(Uint8Array.from([0x16, 0x9a, ...bytes]));
    const sapling = bech32.encode('zs', bech32.toWords(bytes.subarray(0, 43)), 200);
    const unified = bech32m.encode('u', bech32m.toWords(bytes.subarray(0, 60)), 200);
    for (const text of [sprout, sapling, unified]) {
      expect(readAccount(zcash, text)).toBe(`${zcash}:${text}`);
      expect(recogniseAddress(text).map(({ family }) => family)).toEqual(['zcash']);
    }
    expect(readAccount(zcash, sapling.toUpperCase())).toBe(`${zcash}:${sapling}`);
  });

  it('are refused when they are longer than an account id may be', () => {
    unreadable(() =>
      readAccount(
        zcash,
        bech32m.encode('u', bech32m.toWords(bytes.subarray(0, 64)), 300).padEnd(300, 'q'),
      ),
    );
    const three = Uint8Array.from({ length: 130 }, (_, i) => i);
    unreadable(() => readAccount(zcash, bech32m.encode('u', bech32m.toWords(three), 300)));
  });
});

describe('Cardano addresses (CIP-19)', () => {
  const text =
    'addr1qx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzer3n0d3vllmyqwsx5wktcd8cc3sq835lu7drv2xwl2wywfgse35a3x';

  it('are read, and no other bech32 is taken for one', () => {
    const cardano = chainId('cip34:1-764824073');
    expect(readAccount(cardano, text)).toBe(`${cardano}:${text}`);
    expect(recogniseAddress(text).map(({ family }) => family)).toEqual(['cardano']);
    unreadable(() => readAccount(cardano, 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'));
  });
});

describe('a text that is no address', () => {
  it('is recognised as nothing', () => {
    for (const text of [
      '',
      'hello',
      '5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320',
    ]) {
      expect(recogniseAddress(text)).toEqual([]);
    }
  });

  it('says which chain has no codec', () => {
    expect(() => readAccount(chainId('unheard:of'), 'x')).toThrow(
      expect.objectContaining({ code: 'account.unknown-chain-family' }),
    );
  });

  it('never makes a codec throw anything but a refusal, whatever it holds', () => {
    const alphabet = '0OIl123qpzry9x8gf2tvdw0s3jn54khce6mua7lABCDTXM:-_/%';
    const texts = fc.oneof(
      fc.string({ maxLength: 120 }),
      fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 120 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const read of recogniseAddress(text)) expect(read.key).toContain(read.family);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('any account', () => {
  const hash = fc.uint8Array({ minLength: 20, maxLength: 20 });

  it('reads its canonical and its displayed spelling back as itself', () => {
    fc.assert(
      fc.property(hash, fc.constantFrom(ethereum, tron), (bytes, chain) => {
        const account = readAccount(chain, `0x${Buffer.from(bytes).toString('hex')}`);
        expect(readAccountId(account)).toBe(account);
        expect(readAccount(chain, displayAddress(account))).toBe(account);
      }),
      { numRuns: 200 },
    );
  });
});
