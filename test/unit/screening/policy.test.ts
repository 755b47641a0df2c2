import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { accountId, chainId } from '../../../src/domain/caip.ts';
import { complete } from '../../../src/domain/completeness.ts';
import type { Listing, ListingEffect, ListingMatch } from '../../../src/domain/listing.ts';
import { isListedEnd } from '../../../src/flows/listed-end.ts';
import { WalletIndex } from '../../../src/sanctions/wallet-index.ts';
import { builtInPolicy, decide } from '../../../src/screening/policy/policy.ts';

const account = accountId('eip155:1:0x00000000000000000000000000000000000000a1');

/** A listing that its publisher ends on a day to come: the index has none that ended. */
const ending = (effect: ListingEffect): ListingMatch => ({
  listing: {
    ...{ list: 'own', effect, jurisdiction: 'US', uid: '1', party: 'P', aliases: [] },
    ...{ programmes: [], raw: account, published: '2026-01-01', until: '2099-01-01' },
    loaded: '2026-01-01T00:00:00.000Z',
  },
  ...{ kind: 'exact', account },
});

const decided = (match: ListingMatch) =>
  decide(
    {
      ...{ subject: { given: account, account }, matches: [match], listVersions: [] },
      ...{ lists: complete, tracing: complete, floorJurisdictions: ['US'] },
    },
    builtInPolicy,
  );

describe('a wallet whose listing ended', () => {
  const ended = { ...ending('block').listing, accountKey: `evm:${account.split(':')[2]}` };
  const matches = (listings: readonly Listing[]) =>
    new WalletIndex([], listings, new Map(), [ended]).matchesOf(account);

  it('is for review, as formerly listed, and ends no trail', () => {
    const [match] = matches([]);
    if (!match) throw new Error('not found');
    expect(decided(match)).toMatchObject({ decision: 'review', rule: 'formerly-listed' });
    expect(isListedEnd(match)).toBe(false);
  });

  it('is only listed where another listing names it, and its key twin is not told of it', () => {
    const again = { ...ended, uid: '2' };
    expect(matches([again]).map(({ kind, listing }) => `${kind} ${listing.uid}`)).toEqual([
      'exact 2',
    ]);
    const twin = readAccount(chainId('tron:0x2b6653dc'), ended.raw.split(':')[2] ?? '');
    expect(new WalletIndex([], [], new Map(), [ended]).matchesOf(twin)).toEqual([]);
  });
});

describe('a listing that has an end, until then', () => {
  it('is the floor like one without', () => {
    expect(decided(ending('block'))).toMatchObject({ decision: 'block', rule: 'floor' });
  });

  it('has the effect that it has', () => {
    expect(decided(ending('restrict'))).toMatchObject({ decision: 'review', rule: 'restricted' });
    expect(decided(ending('inform'))).toMatchObject({ decision: 'review', rule: 'reported' });
  });

  it('ends a trail', () => {
    expect([ending('block'), ending('inform')].map(isListedEnd)).toEqual([true, false]);
  });
});
