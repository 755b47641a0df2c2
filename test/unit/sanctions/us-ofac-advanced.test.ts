import { describe, expect, it } from 'vitest';
import { usOfacSdn } from '../../../src/sanctions/lists/us-ofac/source.ts';
import { byteChunks } from '../../support/byte-chunks.ts';
import { sdnAdvancedDocument } from '../../support/sdn-advanced-document.ts';
import { type SdnEntry, sdnDocument } from '../../support/sdn-document.ts';

// Written by the published schema: the advanced list cannot be had here in full.

const entries: readonly SdnEntry[] = [
  {
    uid: 42498,
    firstName: 'Hyon Sop',
    lastName: 'SIM',
    type: 'Individual',
    programs: ['NPWMD'],
    wallets: [
      ['ETH', '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c'],
      ['ARB', '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c'],
    ],
    weakAka: 'SIM & CO',
    dateOfBirth: '25 Nov 1983',
    gender: 'Male',
    citizenship: 'Korea, North',
  },
  {
    uid: 22985,
    lastName: 'CHEIL CREDIT BANK',
    programs: ['DPRK4', 'NPWMD'],
    wallets: [['USDT', 'TA3941uFAvmVibSkQ6fMJXxmaSNovX86mz']],
  },
  { uid: 1, lastName: 'WITHOUT WALLET' },
];

const read = (document: Buffer) =>
  usOfacSdn.read(byteChunks(document, 4_000), usOfacSdn, '2026-01-01');

describe('the advanced format', () => {
  it('agrees with the simple one on every party and wallet, and adds when it was designated', async () => {
    const simple = await read(sdnDocument(entries));
    const advanced = await read(sdnAdvancedDocument(entries, { designated: '2017-06-01' }));
    const without = <T extends { designated?: string }>({ designated: _, ...rest }: T) => rest;
    expect(advanced.published).toBe(simple.published);
    expect(advanced.parties.map(without)).toEqual(simple.parties);
    expect(advanced.identifiers.map(without)).toEqual(simple.identifiers);
    expect(advanced.identifiers.every(({ designated }) => designated === '2017-06-01')).toBe(true);
  });

  it('leaves out parties that only stand in relation to listed ones, and tells who owns whom', async () => {
    const advanced = await read(sdnAdvancedDocument(entries, { owned: [[1, 22985]] }));
    expect(advanced.parties.map(({ name }) => name)).not.toContain('ONLY RELATED');
    expect(advanced.ownerships).toEqual([{ owner: 'us-ofac-sdn:22985', owned: 'us-ofac-sdn:1' }]);
  });

  it('is refused without a date of issue', async () => {
    const document = sdnAdvancedDocument(entries)
      .toString()
      .replaceAll('DateOfIssue', 'DateOfPrint');
    await expect(read(Buffer.from(document))).rejects.toMatchObject({ code: 'list.malformed' });
  });
});
