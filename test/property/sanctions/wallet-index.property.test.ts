import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountKey } from '../../../src/accounts/account.ts';
import { keyTwins } from '../../../src/accounts/key-twins.ts';
import { type AccountId, accountId } from '../../../src/domain/caip.ts';
import type { Listing } from '../../../src/domain/listing.ts';
import { WalletIndex } from '../../../src/sanctions/wallet-index.ts';

const digits = (count: number) =>
  fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'),
    minLength: count,
    maxLength: count,
  });
const address = digits(40);
const chain = fc.constantFrom('eip155:1', 'eip155:137');

function listingOf(accountKeyOf: string): Listing {
  return {
    ...{ list: 'test', effect: 'block', jurisdiction: 'US', uid: '1', party: 'P' },
    ...{ aliases: [], programmes: [], raw: accountKeyOf, published: '2026-01-01' },
    loaded: '2026-01-02T00:00:00.000Z',
    accountKey: accountKeyOf,
  };
}

/** What the keys say, without looking at how addresses end. */
function matchesByKey(index: WalletIndex, account: AccountId) {
  return index.matchesOfKey(accountKey(account), account);
}

describe('the ends of addresses', () => {
  it('hide no listing, whether it is the address, its twin on TRON or an ended one', () => {
    fc.assert(
      fc.property(
        fc.array(address, { minLength: 1, maxLength: 40 }),
        fc.array(address, { maxLength: 40 }),
        chain,
        (named, others, on) => {
          const keys = named.map((one) => `evm:0x${one}`);
          const [exact, twins, ended] = [0, 1, 2].map((kind) =>
            keys.filter((_, place) => place % 3 === kind),
          ) as [string[], string[], string[]];
          const listed = [...exact, ...twins.flatMap((key) => keyTwins(key))].map(listingOf);
          const index = new WalletIndex([], listed, new Map(), ended.map(listingOf));
          for (const one of named) {
            const account = accountId(`${on}:0x${one}`);
            expect(index.matchesOf(account)).toEqual(matchesByKey(index, account));
            expect(index.matchesOf(account)).not.toEqual([]);
          }
          // Some end as a listed one does.
          const alike = others.map((one, place) => {
            const tail = named[place % named.length]?.slice(-5) ?? '';
            return place % 2 === 0 ? one : `${one.slice(0, -5)}${tail}`;
          });
          for (const one of alike) {
            const account = accountId(`${on}:0x${one}`);
            expect(index.matchesOf(account)).toEqual(matchesByKey(index, account));
          }
        },
      ),
    );
  });
});
