import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { chainId } from '../../../src/domain/caip.ts';
import type { Listing, MatchKind } from '../../../src/domain/listing.ts';
import { diffListings } from '../../../src/sanctions/diff.ts';
import { readIdentifier } from '../../../src/sanctions/identifier.ts';
import type { ListDocument, PublishedIdentifier } from '../../../src/sanctions/list-source.ts';
import { listingsOf } from '../../../src/sanctions/listings-of.ts';
import { WalletIndex } from '../../../src/sanctions/wallet-index.ts';

// Real entries of the SDN list: what goes wrong with a naive reading of it.

const profile = {
  list: 'us-ofac-sdn',
  publisher: 'OFAC',
  jurisdiction: 'US',
  effect: 'block',
} as const;

function document(published: string, wallets: readonly (readonly [string, string, string?])[]) {
  const identifiers = wallets.map(
    ([declaredSymbol, raw, party = 'SOMEBODY']): PublishedIdentifier => ({
      uid: party,
      party,
      aliases: [],
      programmes: [],
      declaredSymbol,
      raw,
    }),
  );
  return { published, records: wallets.length, parties: [], identifiers } satisfies ListDocument;
}

function load(published: string, wallets: readonly (readonly [string, string, string?])[]) {
  return listingsOf(profile, document(published, wallets), `${published}T12:00:00.000Z`);
}

function index(...wallets: readonly (readonly [string, string, string?])[]): WalletIndex {
  return new WalletIndex([], load('2025-11-27', wallets));
}

function kinds(of: WalletIndex, chain: string, text: string): MatchKind[] {
  return of.matchesOf(readAccount(chainId(chain), text)).map(({ kind }) => kind);
}

const bitcoin = 'bip122:000000000019d6689c085ae165831e93';
const bitcoinCash = 'bip122:000000000000000000651ef99cb9fcbe';
const tron = 'tron:0x2b6653dc';

describe('a declared symbol', () => {
  it('is not the chain: USDT is found on Bitcoin, TRON and the EVM alike', () => {
    const listed = index(
      ['USDT', '16iWn2J1McqjToYLHSsAyS6En3QA8YQ91H'],
      ['USDT', '3E6ZCKRrsdPc35chA9Eftp1h3DLW18NFNV'],
      ['USDT', 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz'],
      ['USDT', '0x19aa5fe80d33a56d56c78e82ea5e50e5d80b4dff'],
    );
    expect(kinds(listed, bitcoin, '16iWn2J1McqjToYLHSsAyS6En3QA8YQ91H')).toEqual(['exact']);
    expect(kinds(listed, bitcoin, '3E6ZCKRrsdPc35chA9Eftp1h3DLW18NFNV')).toEqual(['exact']);
    expect(kinds(listed, tron, 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz')).toEqual(['exact']);
    expect(kinds(listed, 'eip155:8453', '0x19aa5fe80d33a56d56c78e82ea5e50e5d80b4dff')).toEqual([
      'exact',
    ]);
  });

  it('that is wrong is kept as evidence: a TRON wallet published under XBT', () => {
    const raw = 'TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq';
    const listed = index(['XBT', raw]);
    const [match] = listed.matchesOf(readAccount(chainId(tron), raw));
    expect(match).toMatchObject({
      kind: 'exact',
      listing: { declaredSymbol: 'XBT', declaredMismatch: true, accountKey: `tron:${raw}` },
    });
  });

  it('says which chain an ambiguous spelling means', () => {
    const raw = '18M8bJWMzWHDBMxoLqjHHAffdRy4SrzkfB';
    expect(readIdentifier(raw, 'BCH')).toMatchObject({
      accountKey: expect.stringMatching(/^bitcoin-cash:/),
      declaredMismatch: false,
    });
    expect(readIdentifier(raw, 'XBT')).toMatchObject({
      accountKey: expect.stringMatching(/^bitcoin:/),
    });
  });

  it('repeated for one address makes one account with a listing for each', () => {
    const raw = '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c';
    const listed = index(['ARB', raw], ['BSC', raw], ['ETH', raw]);
    expect(listed.accounts).toBe(1);
    expect(kinds(listed, 'eip155:137', raw)).toEqual(['exact', 'exact', 'exact']);
  });

  it('on one EVM chain lists the key on every EVM chain', () => {
    const listed = index(['ETH', '0x098B716B8Aaf21512996dC57EB0615e2383E2f96']);
    for (const chain of ['eip155:1', 'eip155:56', 'eip155:137', 'eip155:8453', 'eip155:61']) {
      expect(kinds(listed, chain, '0x098b716b8aaf21512996dc57eb0615e2383e2f96')).toEqual(['exact']);
    }
  });
});

describe('a published value', () => {
  it('that is no address is kept with the reason, and never dropped', () => {
    const raw = '5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320';
    const [listing] = load('2025-11-27', [['XMR', raw]]);
    expect(listing?.accountKey).toBeUndefined();
    expect(listing?.keptBecause).toMatch(/^no-address: 32 bytes/);
  });

  it('in mixed case that fails EIP-55 still counts: the publisher typed it', () => {
    const raw = '0x098b716B8Aaf21512996dC57EB0615e2383E2f96';
    expect(kinds(index(['ETH', raw]), 'eip155:1', raw.toLowerCase())).toEqual(['exact']);
  });

  it('with zero-width characters or look-alike letters is read, if its checksum then holds', () => {
    const clean = 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz';
    const key = { accountKey: `tron:${clean}` };
    expect(
      readIdentifier(`\u200f${clean.slice(0, 9)}\u200b${clean.slice(9)}`, 'USDT'),
    ).toMatchObject(key);
    expect(readIdentifier(clean.replace('T', 'Т').replace('A', 'А'), 'USDT')).toMatchObject(key);
    expect(readIdentifier(clean.replace('A39', 'В39'), 'USDT')).toHaveProperty('keptBecause');
  });

  it('is compared as its encoding demands: hex and bech32 in any case, base58 exactly', () => {
    const listed = index(
      ['ETH', '0x7F367cC41522cE07553e823bf3be79A889DEbe1B'],
      ['XBT', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    );
    expect(kinds(listed, 'eip155:1', '0x7f367cc41522ce07553e823bf3be79a889debe1b')).toEqual([
      'exact',
    ]);
    expect(kinds(listed, bitcoin, 'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4')).toEqual(['exact']);
  });

  it('of Bitcoin Cash matches without prefix, with prefix and as legacy', () => {
    const listed = index(['BCH', 'qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a']);
    for (const text of [
      'qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
      'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a',
      '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu',
    ]) {
      expect(kinds(listed, bitcoinCash, text)).toEqual(['exact']);
    }
  });

  it('of a retired chain is still an account: BNB Beacon', () => {
    const raw = 'bnb1grpf0955h0ykzq3ar5nmum7y6gdfl6lxfn46h2';
    expect(kinds(index(['BNB', raw]), 'cosmos:Binance-Chain-Tigris', raw)).toEqual(['exact']);
  });

  it('of a family without a source here is found all the same', () => {
    const listed = index(
      ['XRP', 'rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66'],
      ['SOL', '6USfQ9BX33LNvuR44TXr8XKzyEgervPcF4QtZZfWMnet'],
      ['ZEC', 't1MMXtBrSp1XG38Lx9cePcNUCJj5vdWfUWL'],
    );
    expect(kinds(listed, 'xrpl:0', 'rnXyVQzgxZe7TR1EPzTkGj2jxH4LMJYh66')).toEqual(['exact']);
    expect(
      kinds(
        listed,
        'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
        '6USfQ9BX33LNvuR44TXr8XKzyEgervPcF4QtZZfWMnet',
      ),
    ).toEqual(['exact']);
    expect(
      kinds(
        listed,
        'bip122:00040fe8ec8471911baa1db1266ea15d',
        't1MMXtBrSp1XG38Lx9cePcNUCJj5vdWfUWL',
      ),
    ).toEqual(['exact']);
  });
});

describe('twins of a listed key', () => {
  it('are told from the listed account itself: TRON and EVM', () => {
    const listed = index(['USDT', 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz']);
    expect(kinds(listed, 'eip155:1', '0x00be5e0c85be35948d97ad37f62d108243f89ae0')).toEqual([
      'same-key',
    ]);
  });

  it('are the forms and forks of one HASH160, from either side', () => {
    const hash = 'bitcoin p2pkh of BIP-173';
    const p2pkh = '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH';
    const p2wpkh = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
    const nested = '3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN';
    expect(kinds(index(['XBT', p2pkh, hash]), bitcoin, p2wpkh)).toEqual(['same-key']);
    expect(kinds(index(['XBT', p2pkh, hash]), bitcoin, nested)).toEqual(['same-key']);
    expect(kinds(index(['XBT', p2pkh, hash]), bitcoinCash, p2pkh)).toEqual(['same-key']);
    expect(kinds(index(['XBT', nested, hash]), bitcoin, p2pkh)).toEqual(['same-key']);
    expect(kinds(index(['XBT', nested, hash]), bitcoin, nested)).toEqual(['exact']);
  });
});

describe('a listed contract', () => {
  it('is met where it stands, and on another chain it may be another party', () => {
    const raw = '0x8589427373d6d84e98730d7795d8f6f8731fda16';
    const contracts = new Map([[`evm:${raw}`, new Set([chainId('eip155:1')])]]);
    const listed = new WalletIndex([], load('2025-02-21', [['ETH', raw]]), contracts);
    expect(kinds(listed, 'eip155:1', raw)).toEqual(['exact']);
    expect(kinds(listed, 'eip155:56', raw)).toEqual(['listed-contract-elsewhere']);
  });
});

describe('a party', () => {
  it('is not chosen by its programme: those tagged NPWMD or CYBER2 are listed as any other', () => {
    const identifiers = ['NPWMD', 'CYBER2', 'DPRK3'].map((programme, i) => ({
      uid: `${i}`,
      party: `P${i}`,
      aliases: [],
      programmes: [programme],
      declaredSymbol: 'ETH',
      raw: `0x${String(i + 1).repeat(40)}`,
    }));
    const listings = listingsOf(
      profile,
      { published: '2025-11-27', records: 3, parties: [], identifiers },
      '2025-11-27T00:00:00.000Z',
    );
    const listed = new WalletIndex([], listings);
    for (const { raw } of identifiers) expect(kinds(listed, 'eip155:1', raw)).toEqual(['exact']);
  });
});

describe('from one version to the next', () => {
  const day = '2026-01-01';
  const stored = (listings: readonly Listing[]) => listings.map((one, id) => ({ ...one, id }));

  it('a delisting removes, an address added years after the designation is new', () => {
    const before = load('2025-02-21', [
      ['ETH', '0x8589427373D6D84E98730D7795D8f6f8731FDA16', 'TORNADO'],
    ]);
    const after = load('2025-11-04', [['USDT', 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz', 'CHEIL']]);
    const diff = diffListings(stored(before), after, day);
    expect(diff.removed.map(({ party }) => party)).toEqual(['TORNADO']);
    expect(diff.added.map(({ party, published }) => [party, published])).toEqual([
      ['CHEIL', '2025-11-04'],
    ]);
  });

  it('the same identifier keeps its first dates although its party changes', () => {
    const before = load('2025-02-21', [['ETH', `0x${'1'.repeat(40)}`, 'Lazarus Group']]);
    const after = load('2026-01-01', [['ETH', `0x${'1'.repeat(40)}`, 'LAZARUS GROUP']]);
    const { added, removed, modified } = diffListings(stored(before), after, day);
    expect([added, removed]).toEqual([[], []]);
    expect(modified[0]?.after).toMatchObject({
      party: 'LAZARUS GROUP',
      published: '2025-02-21',
      loaded: '2025-02-21T12:00:00.000Z',
    });
  });

  it('what was delisted stays so, and listed again it is a new listing', () => {
    const [gone] = load('2025-02-21', [['ETH', `0x${'1'.repeat(40)}`]]);
    const ended = stored(gone ? [{ ...gone, until: '2025-03-21' }] : []);
    expect(diffListings(ended, [], day)).toEqual({ added: [], removed: [], modified: [] });
    const again = load('2026-01-01', [['ETH', `0x${'1'.repeat(40)}`]]);
    expect(diffListings(ended, again, day).added).toMatchObject([{ published: '2026-01-01' }]);
  });
});
