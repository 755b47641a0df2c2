import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountKey, readAccount } from '../../../src/accounts/account.ts';
import { writeBitcoinAddress } from '../../../src/accounts/bitcoin-address.ts';
import { bitcoinNetworkOf } from '../../../src/accounts/bitcoin-networks.ts';
import { keyTwins } from '../../../src/accounts/key-twins.ts';
import { chainId } from '../../../src/domain/caip.ts';

describe('twins of one key', () => {
  it('are TRON and EVM, which share their twenty bytes', () => {
    const tron = accountKey(
      readAccount(chainId('tron:0x2b6653dc'), 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz'),
    );
    const evm = 'evm:0x00be5e0c85be35948d97ad37f62d108243f89ae0';
    expect(keyTwins(tron)).toEqual([evm]);
    expect(keyTwins(evm)).toEqual([tron]);
  });

  it('are the forms and the forks of one HASH160, P2SH-P2WPKH by BIP-49 among them', () => {
    // The key of the test vector in BIP-49 (test network there, the same script hash here).
    const hash = '38971f73930f6c141d977ac4fd4a727c854935b3';
    const twins = keyTwins(`bitcoin:p2pkh:${hash}`);
    expect(twins).toContain(`bitcoin:p2wpkh:${hash}`);
    expect(twins).toContain(`bitcoin-cash:p2pkh:${hash}`);
    expect(twins).toContain(`dogecoin:p2pkh:${hash}`);
    expect(twins).toContain('bitcoin:p2sh:336caa13e08b96080a32b5d818d59b4ab3b36742');
    expect(twins).not.toContain(`bitcoin:p2pkh:${hash}`);
  });

  it('are mutual wherever the hash is of a key', () => {
    const hash = fc
      .uint8Array({ minLength: 20, maxLength: 20 })
      .map((b) => Buffer.from(b).toString('hex'));
    fc.assert(
      fc.property(hash, (hex) => {
        const key = `bitcoin:p2wpkh:${hex}`;
        for (const twin of keyTwins(key).filter((t) => !t.includes(':p2sh:'))) {
          expect(keyTwins(twin)).toContain(key);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('do not reach into networks without value, nor other hashes', () => {
    expect(keyTwins('bitcoin-regtest:p2pkh:751e76e8199196d454941c45d1b3a323f1433bd6')).toEqual([]);
    expect(keyTwins('solana:6USfQ9BX33LNvuR44TXr8XKzyEgervPcF4QtZZfWMnet')).toEqual([]);
  });
});

describe('a script of a chain without SegWit', () => {
  it('is written by its hash', () => {
    const payload = { kind: 'p2wpkh', hex: '751e76e8199196d454941c45d1b3a323f1433bd6' } as const;
    expect(writeBitcoinAddress(bitcoinNetworkOf('dogecoin'), payload)).toMatch(
      /^script-[0-9a-f]{64}$/,
    );
    expect(writeBitcoinAddress(bitcoinNetworkOf('bitcoin'), payload)).toBe(
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    );
  });
});
