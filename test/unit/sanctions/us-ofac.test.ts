import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ListDocument } from '../../../src/sanctions/list-source.ts';
import { usOfacSdn } from '../../../src/sanctions/lists/us-ofac/source.ts';
import { sdnDocument } from '../../support/sdn-document.ts';

async function read(document: Uint8Array): Promise<ListDocument> {
  async function* chunks() {
    for (let at = 0; at < document.length; at += 1_000) yield document.subarray(at, at + 1_000);
  }
  return await usOfacSdn.read(chunks(), usOfacSdn, '2026-01-01');
}

describe('the SDN list', () => {
  it('gives parties and wallets, weak names apart, in the namespaces of before and after 2024', async () => {
    const entry = {
      uid: 42498,
      firstName: 'Hyon Sop',
      lastName: 'SIM',
      type: 'Individual',
      programs: ['NPWMD'],
      wallets: [['ETH', '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c']],
      weakAka: 'SIM & CO',
      dateOfBirth: '25 Nov 1983',
      gender: 'Male',
      citizenship: 'Korea, North',
    } as const;
    for (const namespace of ['http://tempuri.org/sdnList.xsd', 'https://example.org/new']) {
      const list = await read(sdnDocument([entry], { published: '2026-09-23', namespace }));
      expect(list).toMatchObject({ published: '2026-09-23', records: 1, declaredRecords: 1 });
      expect(list.parties).toEqual([
        {
          list: 'us-ofac-sdn',
          effect: 'block',
          jurisdiction: 'US',
          uid: '42498',
          type: 'individual',
          name: 'SIM, Hyon Sop',
          aliases: [{ name: 'SIM & CO', weak: true }],
          programmes: ['NPWMD'],
          datesOfBirth: ['1983-11-25'],
          countries: ['Korea, North'],
          gender: 'male',
        },
      ]);
      expect(list.identifiers).toMatchObject([
        { uid: '42498', declaredSymbol: 'ETH', raw: entry.wallets[0][1], programmes: ['NPWMD'] },
      ]);
    }
  });

  it('takes no other identifier for a wallet', async () => {
    const document = sdnDocument([{ uid: 1, lastName: 'A', wallets: [['XBT', 'x']] }])
      .toString()
      .replace('Digital Currency Address - XBT', 'Email Address');
    expect((await read(Buffer.from(document))).identifiers).toEqual([]);
  });

  it.each([
    ['no header', '<sdnList><sdnEntry><uid>1</uid><lastName>A</lastName></sdnEntry></sdnList>'],
    [
      'no date',
      '<sdnList><publshInformation><Publish_Date>13/45/2026</Publish_Date><Record_Count>0</Record_Count></publshInformation></sdnList>',
    ],
    [
      'an entry without id',
      '<sdnList><publshInformation><Publish_Date>01/02/2026</Publish_Date><Record_Count>1</Record_Count></publshInformation><sdnEntry><lastName>A</lastName></sdnEntry></sdnList>',
    ],
  ])('is refused with %s', async (_what, text) => {
    await expect(read(Buffer.from(text))).rejects.toMatchObject({ code: 'list.malformed' });
  });

  const excerpt = new URL(
    '../../../../shared/data/sanctions/ofac-sdn-excerpt-2026-09-23.xml',
    import.meta.url,
  );
  it.skipIf(!existsSync(excerpt))(
    'is read from a real excerpt (skipped where it is absent)',
    async () => {
      const list = await read(await readFile(excerpt));
      expect(list).toMatchObject({ published: '2026-09-23', records: 2, declaredRecords: 19_391 });
      const symbols = list.identifiers.map(({ uid, declaredSymbol }) => `${uid} ${declaredSymbol}`);
      expect(symbols.filter((one) => one === '27307 ETH')).toHaveLength(8);
      expect(symbols.filter((one) => one === '22985 USDT')).toHaveLength(53);
    },
  );
});

describe('the version that ships', () => {
  it('has the wallets of 2025-11-27, and knows what was delisted before', async () => {
    const shipped = await usOfacSdn.shipped?.read(usOfacSdn);
    const current = shipped?.identifiers.filter(({ until }) => until === undefined) ?? [];
    expect(shipped).toMatchObject({ published: '2025-11-27', records: 79 });
    expect(current).toHaveLength(756);
    const gone = shipped?.identifiers.filter(({ until }) => until === '2025-03-21') ?? [];
    expect(new Set(gone.map(({ party }) => party))).toEqual(new Set(['Tornado Cash']));
    expect(gone).toHaveLength(90);
  });
});
