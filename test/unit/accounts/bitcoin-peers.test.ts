import * as ecc from '@bitcoinerlab/secp256k1';
import { initEccLib, networks, payments } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountKey, readAccount } from '../../../src/accounts/account.ts';
import { chainId } from '../../../src/domain/caip.ts';

initEccLib(ecc);

const main = chainId('bip122:000000000019d6689c085ae165831e93');
const regtest = chainId('bip122:0f9188f13cb7b2c71f2a335e3a4fc328');
const secret = fc.uint8Array({ minLength: 32, maxLength: 32 }).filter((key) => ecc.isPrivate(key));

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('hex');
}

describe('addresses that bitcoinjs-lib makes of a key', () => {
  it.each([
    ['bitcoin', main, networks.bitcoin],
    ['bitcoin-regtest', regtest, networks.regtest],
  ])('are read as what they pay to, on %s', (family, chain, network) => {
    fc.assert(
      fc.property(secret, (key) => {
        const pubkey = ecc.pointFromScalar(key, true);
        if (!pubkey) throw new Error('no point');
        const p2pkh = payments.p2pkh({ pubkey, network });
        const p2wpkh = payments.p2wpkh({ pubkey, network });
        const p2sh = payments.p2sh({ redeem: p2wpkh, network });
        const p2wsh = payments.p2wsh({ redeem: payments.p2pk({ pubkey, network }), network });
        const p2tr = payments.p2tr({ internalPubkey: pubkey.subarray(1), network });
        const made = { p2pkh, p2wpkh, p2sh, p2wsh };
        for (const [kind, { address = '', hash }] of Object.entries(made)) {
          const account = readAccount(chain, address);
          expect(account).toBe(`${chain}:${address}`);
          expect(accountKey(account)).toBe(`${family}:${kind}:${hex(hash)}`);
        }
        const taproot = readAccount(chain, p2tr.address ?? '');
        expect(accountKey(taproot)).toBe(`${family}:p2tr:${hex(p2tr.pubkey)}`);
      }),
      { numRuns: 25 },
    );
  });
});
