import { describe, expect, it } from 'vitest';
import type { ListDocument, ListSource } from '../../../src/sanctions/list-source.ts';
import { listingsOf } from '../../../src/sanctions/listings-of.ts';
import { followTheMoney } from '../../../src/sanctions/lists/follow-the-money/source.ts';
import { ilNbctf } from '../../../src/sanctions/lists/il-nbctf/source.ts';
import { operatorCsv } from '../../../src/sanctions/lists/operator-csv/source.ts';
import { byteChunks } from '../../support/byte-chunks.ts';

const evm = '0x175d44451403Edf28469dF03A9280c1197ADb92c';
const tron = 'TNZxGWCwvsHr6JxQxzoeDXV597Yf7Zb7nV';

function read(source: ListSource, document: string, day = '2026-01-01'): Promise<ListDocument> {
  return source.read(byteChunks(document, 7), source, day);
}

describe('a party of an imported list that has an end', () => {
  it('is a party until the last of its rows ends, and one without an end stays', async () => {
    const own = await read(
      operatorCsv,
      `address,party,until\n,Ends,2026-02-01\n${evm},Ends,2026-03-01\n,Stays,2026-02-01\n,Stays,\n`,
    );
    expect(own.parties.map(({ name, until }) => [name, until])).toEqual([
      ['Ends', '2026-03-01'],
      ['Stays', undefined],
    ]);
    const orders = await read(
      ilNbctf,
      `order,date,identifier,currency,holder,expires\n1,2025-01-02,${evm},,Holder,\n2,2025-03-04,${tron},,Holder,\n`,
    );
    expect(orders.parties).toMatchObject([{ name: 'Holder', until: '2027-03-04' }]);
  });

  it('is what its rows in force say, and what the last ones said once all have ended', async () => {
    const rows = `party,effect,aliases,until
Once,block,Old Name,2026-02-01
Once,inform,New Name,
Gone,block,,2026-02-01
`;
    const partiesOn = async (day: string) =>
      (await read(operatorCsv, rows, day)).parties.map(({ name, effect, aliases, until }) => [
        ...[name, effect, until],
        ...aliases.map((alias) => alias.name),
      ]);
    const gone = ['Gone', 'block', '2026-02-01'];
    const [both, rest] = [['Old Name', 'New Name'], ['New Name']];
    expect(await partiesOn('2026-01-31')).toEqual([['Once', 'block', undefined, ...both], gone]);
    expect(await partiesOn('2026-02-01')).toEqual([['Once', 'inform', undefined, ...rest], gone]);
  });
});

describe('an operator’s own list', () => {
  it('gives wallets and parties, each with its own dates and effect', async () => {
    const list = await read(
      operatorCsv,
      `\ufeffAddress,symbol,party,effect,published,until,aliases,country\r
${evm},ETH,"Doe, John",block,2026-01-02,,"J. Doe;Johnny",US;GB\r
${tron},,"Doe, John",,2026-01-03,2026-02-01,,\r
,,Only A Name,,,,,\r
${tron.slice(0, 20)},,,,,,,\r
`,
    );
    expect(
      list.parties.map(({ name, effect, aliases, countries }) => [
        name,
        effect,
        aliases.length,
        countries,
      ]),
    ).toEqual([
      ['Doe, John', 'block', 2, ['US', 'GB']],
      ['Only A Name', 'inform', 0, []],
    ]);
    const listings = listingsOf(operatorCsv, list, '2026-03-04T00:00:00.000Z');
    expect(listings).toMatchObject([
      {
        effect: 'block',
        declaredSymbol: 'ETH',
        published: '2026-01-02',
        accountKey: `evm:${evm.toLowerCase()}`,
      },
      {
        effect: 'inform',
        published: '2026-01-03',
        until: '2026-02-01',
        accountKey: `tron:${tron}`,
      },
      { published: '2026-03-04', keptBecause: expect.stringMatching(/^no-address/) },
    ]);
  });

  it.each([
    ['a column it does not know', 'adress\nx\n', /Line 1: unknown column adress/],
    ['a row with neither wallet nor party', 'address,party\nx,\n,\n', /Line 3/],
    ['a date that is none', 'address,until\nx,soon\n', /Line 2: until/],
    ['an effect that is none', 'address,effect\nx,forbid\n', /Line 2: effect/],
    ['a row that is too long', 'address\nx,y\n', /cannot be read/],
    ['a quote that never closes', 'address\n"x\n', /cannot be read/],
  ])('is refused with %s, and says where', async (_what, document, message) => {
    await expect(read(operatorCsv, document)).rejects.toMatchObject({
      code: 'list.malformed',
      message: expect.stringMatching(message),
    });
  });
});

describe('Israel’s seizure orders', () => {
  const header = 'order,date,identifier,currency,holder,expires\n';

  it('list wallets until the order lapses, and keep accounts at services as such', async () => {
    const list = await read(
      ilNbctf,
      `${header}ASO 1/24,04/01/2024,\u200e${tron.replace('T', 'Т')},USDT,Somebody,
ASO 1/24,04/01/2024,35147869,,,
ASO 9/25,2025-06-30,${evm},,,2028-01-01
`,
    );
    expect(list.published).toBe('2025-06-30');
    expect(listingsOf(ilNbctf, list, '2025-07-01T00:00:00.000Z')).toMatchObject([
      {
        effect: 'inform',
        jurisdiction: 'IL',
        accountKey: `tron:${tron}`,
        published: '2024-01-04',
        until: '2026-01-04',
      },
      { keptBecause: expect.stringMatching(/account at a service/) },
      {
        accountKey: `evm:${evm.toLowerCase()}`,
        until: '2028-01-01',
        party: 'Seizure order ASO 9/25',
      },
    ]);
  });

  it('lapse on a day that there is, also those of a 29 February', async () => {
    const list = await read(ilNbctf, `${header}ASO 2/24,2024-02-29,${evm},,,\n`);
    expect(list.identifiers[0]?.until).toBe('2026-03-01');
  });

  it('are refused without the columns or the date of an order', async () => {
    await expect(read(ilNbctf, 'order,date\n1,2025-01-01\n')).rejects.toMatchObject({
      code: 'list.malformed',
    });
    await expect(read(ilNbctf, `${header}1,someday,${evm},,,\n`)).rejects.toMatchObject({
      message: expect.stringMatching(/^Line 2/),
    });
  });
});

describe('FollowTheMoney entities', () => {
  const entity = (id: string, schema: string, properties: object, more: object = {}) =>
    JSON.stringify({ id, schema, properties, ...more });

  it('give wallets with their holders, parties under sanction, and who owns whom', async () => {
    const list = await read(
      followTheMoney,
      [
        entity(
          'w1',
          'CryptoWallet',
          { publicKey: [evm], currencySymbol: ['ETH'], holder: ['p1'], topics: ['sanction'] },
          { first_seen: '2025-01-02T03:04:05' },
        ),
        entity('w2', 'CryptoWallet', { accountId: ['123456'], managingExchange: ['Binance'] }),
        entity(
          'p1',
          'Person',
          {
            name: ['SIM Hyon Sop', '심현섭'],
            weakAlias: ['Sim'],
            birthDate: ['1983-11-25'],
            nationality: ['kp'],
            gender: ['male'],
          },
          { caption: 'SIM Hyon Sop' },
        ),
        entity('c1', 'Company', { name: ['Sanctioned Ltd'], topics: ['sanction'] }),
        entity('c2', 'Company', { name: ['Neighbour Ltd'], topics: ['corp.offshore'] }),
        entity('o1', 'Ownership', {
          owner: ['c1'],
          asset: [{ id: 'c2', schema: 'Company', properties: {} }],
          percentage: ['51.5%'],
        }),
        entity('o2', 'Ownership', {
          ...{ owner: ['c1', 'c2'], asset: ['c3'] },
          ...{ startDate: ['2019-05'], endDate: ['2020'] },
        }),
        entity('a1', 'Address', { full: ['x'] }),
      ].join('\n'),
    );
    expect(list.parties.map(({ uid }) => uid)).toEqual(['p1', 'c1']);
    expect(list.parties[0]).toMatchObject({
      type: 'individual',
      name: 'SIM Hyon Sop',
      aliases: [
        { name: '심현섭', weak: false },
        { name: 'Sim', weak: true },
      ],
      datesOfBirth: ['1983-11-25'],
      countries: ['kp'],
      gender: 'male',
    });
    expect(listingsOf(followTheMoney, list, '2026-01-01T00:00:00.000Z')).toMatchObject([
      { uid: 'p1', party: 'SIM Hyon Sop', published: '2025-01-02', programmes: ['sanction'] },
      { uid: 'w2', keptBecause: expect.stringMatching(/account at a service/) },
    ]);
    expect(list.ownerships).toEqual([
      { owner: 'follow-the-money:c1', owned: 'follow-the-money:c2', microPercent: 51_500_000 },
      ...['c1', 'c2'].map((owner) => ({
        ...{ owner: `follow-the-money:${owner}`, owned: 'follow-the-money:c3' },
        ...{ from: '2019-05-01', to: '2021-01-01' },
      })),
    ]);
  });

  it.each(['{', '[]', '{"id":1}'])('are refused with the line %s', async (line) => {
    await expect(
      read(followTheMoney, `${entity('c', 'Company', {})}\n${line}`),
    ).rejects.toMatchObject({
      code: 'list.malformed',
      details: { line: 2 },
    });
  });
});
