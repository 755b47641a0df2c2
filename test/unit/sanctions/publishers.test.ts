import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ListDocument, ListSource } from '../../../src/sanctions/list-source.ts';
import { listingsOf } from '../../../src/sanctions/listings-of.ts';
import { euConsolidated } from '../../../src/sanctions/lists/eu-consolidated/source.ts';
import { ukSanctions } from '../../../src/sanctions/lists/uk-sanctions/source.ts';
import { unSecurityCouncil } from '../../../src/sanctions/lists/un-security-council/source.ts';
import { usOfacConsolidated } from '../../../src/sanctions/lists/us-ofac/source.ts';
import { byteChunks } from '../../support/byte-chunks.ts';
import { sdnDocument } from '../../support/sdn-document.ts';

// The documents are written by the publishers' schemas: the lists cannot be had here in full.

function read(source: ListSource, document: string | Uint8Array): Promise<ListDocument> {
  return source.read(byteChunks(document), source, '2026-01-01');
}

const evm = '0x175d44451403Edf28469dF03A9280c1197ADb92c';
const tron = 'TNZxGWCwvsHr6JxQxzoeDXV597Yf7Zb7nV';

describe('the consolidated non-SDN list of OFAC', () => {
  it('restricts, and does not block', async () => {
    const document = sdnDocument([{ uid: 1, lastName: 'BANK', wallets: [['ETH', evm]] }]);
    const list = await read(usOfacConsolidated, document);
    const [listing] = listingsOf(usOfacConsolidated, list, '2026-01-02T00:00:00.000Z');
    expect(listing).toMatchObject({
      effect: 'restrict',
      jurisdiction: 'US',
      list: 'us-ofac-consolidated',
    });
  });
});

describe('the Security Council’s list', () => {
  const document = `<?xml version="1.0" encoding="utf-8"?>
<CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="2026-02-27T00:00:09.554Z">
<INDIVIDUALS><INDIVIDUAL><DATAID>6908045</DATAID><FIRST_NAME>RI</FIRST_NAME><SECOND_NAME>JE-SON</SECOND_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.002</REFERENCE_NUMBER><LISTED_ON>2009-07-16</LISTED_ON>
<GENDER>Male</GENDER><NAME_ORIGINAL_SCRIPT>리제선</NAME_ORIGINAL_SCRIPT><COMMENTS1>Wallet ${tron}</COMMENTS1>
<NATIONALITY><VALUE>Democratic People's Republic of Korea</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Ri Che-son</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Mr Ri</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><COUNTRY /></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1938</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1937</FROM_YEAR><TO_YEAR>1939</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT /></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><DATAID>1</DATAID><FIRST_NAME>KOMID</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE>
<REFERENCE_NUMBER>KPe.001</REFERENCE_NUMBER><ENTITY_ADDRESS><COUNTRY>Syria</COUNTRY></ENTITY_ADDRESS></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>`;

  it('gives parties with what tells them from their namesakes', async () => {
    const list = await read(unSecurityCouncil, document);
    expect(list).toMatchObject({ published: '2026-02-27', records: 2 });
    expect(list.parties).toEqual([
      {
        list: 'un-security-council',
        effect: 'block',
        jurisdiction: 'UN',
        uid: 'KPi.002',
        type: 'individual',
        name: 'RI JE-SON',
        aliases: [
          { name: '리제선', weak: false },
          { name: 'Ri Che-son', weak: false },
          { name: 'Mr Ri', weak: true },
        ],
        programmes: ['DPRK'],
        datesOfBirth: ['1938', '1937/1939'],
        countries: ["Democratic People's Republic of Korea"],
        gender: 'male',
        designated: '2009-07-16',
      },
      expect.objectContaining({ uid: 'KPe.001', type: 'entity', countries: ['Syria'] }),
    ]);
    expect(list.identifiers).toMatchObject([
      { uid: 'KPi.002', raw: tron, designated: '2009-07-16' },
    ]);
  });

  it('refuses another document', async () => {
    await expect(read(unSecurityCouncil, '<export/>')).rejects.toMatchObject({
      code: 'list.malformed',
    });
  });

  const extract = new URL(
    '../../../../shared/data/sanctions/un-dprk-extract-2026-02-27.xml',
    import.meta.url,
  );
  it.skipIf(!existsSync(extract))(
    'is read from a real extract (skipped where it is absent)',
    async () => {
      const list = await read(unSecurityCouncil, await readFile(extract));
      const types = list.parties.map(({ type }) => type);
      expect(list.records).toBe(155);
      expect(types.filter((type) => type === 'individual')).toHaveLength(80);
      expect(list.parties.every(({ designated }) => designated !== undefined)).toBe(true);
      expect(list.identifiers).toEqual([]);
    },
  );
});

describe('the UK Sanctions List', () => {
  const document = `<?xml version="1.0" encoding="utf-8"?><Designations><DateGenerated>20/08/2026</DateGenerated>
<Designation><LastUpdated>01/02/2025</LastUpdated><DateDesignated>25/01/2022</DateDesignated><UniqueID>RUS0251</UniqueID>
<Names><Name><Name1>Ivan</Name1><Name2>Ivanovich</Name2><Name6>IVANOV</Name6><NameType>Primary Name</NameType></Name>
<Name><Name6>VANYA</Name6><NameType>Alias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>Иван Иванов</NameNonLatinScript></NonLatinName></NonLatinNames>
<RegimeName>The Cyber Regulations 2020</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
<SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
<OtherInformation>(1) ETH: ${evm} (2) Digital Currency Address: XBT 1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu</OtherInformation>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1950</DOB><DOB>27/08/1955</DOB></DOBs>
<Nationalities><Nationality>Russia</Nationality></Nationalities><Genders><Gender>Male</Gender></Genders></Individual></IndividualDetails>
</Designation>
<Designation><UniqueID>GAN0001</UniqueID><Names><Name><Name6>SOMEBODY</Name6><NameType>Primary Name</NameType></Name></Names>
<IndividualEntityShip>Individual</IndividualEntityShip><SanctionsImposed>Travel Ban</SanctionsImposed>
<OtherInformation>TRX: ${tron}</OtherInformation></Designation></Designations>`;

  it('gives parties, and the wallets of their free text with the effect that the party has', async () => {
    const list = await read(ukSanctions, document);
    expect(list.published).toBe('2026-08-20');
    expect(list.parties[0]).toEqual({
      list: 'uk-sanctions',
      effect: 'block',
      jurisdiction: 'GB',
      uid: 'RUS0251',
      type: 'individual',
      name: 'Ivan Ivanovich IVANOV',
      aliases: [
        { name: 'VANYA', weak: true },
        { name: 'Иван Иванов', weak: false },
      ],
      programmes: ['The Cyber Regulations 2020'],
      datesOfBirth: ['1950', '1955-08-27'],
      countries: ['Russia'],
      gender: 'male',
      designated: '2022-01-25',
    });
    const listings = listingsOf(ukSanctions, list, '2026-08-20T12:00:00.000Z');
    expect(
      listings.map(({ uid, effect, declaredSymbol }) => [uid, effect, declaredSymbol]),
    ).toEqual([
      ['RUS0251', 'block', 'ETH'],
      ['RUS0251', 'block', 'XBT'],
      ['GAN0001', 'restrict', 'TRX'],
    ]);
  });
});

describe('the EU’s consolidated list', () => {
  const document = `<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-03-04T10:11:12.000+01:00" globalFileId="1">
<sanctionEntity designationDate="2025-02-24" euReferenceNumber="EU.1.1" logicalId="13">
<remark>Address: TNZxGWCwvsHr6JxQxzoeDXV5 97Yf7Zb7nV (USDT)</remark>
<regulation regulationType="amendment" programme="UKR" logicalId="1"><publicationUrl>http://eur-lex.europa.eu/</publicationUrl></regulation>
<subjectType code="enterprise" classificationCode="E"/>
<nameAlias wholeName="Garantex" strong="true" gender="" logicalId="1"/>
<nameAlias wholeName="GRNTX" strong="false" logicalId="2"/>
<citizenship countryIso2Code="00"/><address countryIso2Code="RU" city="Moscow"><remark>seat</remark></address>
<birthdate circa="false" year="2019"/></sanctionEntity></export>`;

  it('gives parties, and a wallet that the official text splits in two', async () => {
    const list = await read(euConsolidated, document);
    expect(list.parties).toEqual([
      {
        list: 'eu-consolidated',
        effect: 'block',
        jurisdiction: 'EU',
        uid: 'EU.1.1',
        type: 'entity',
        name: 'Garantex',
        aliases: [{ name: 'GRNTX', weak: true }],
        programmes: ['UKR'],
        datesOfBirth: ['2019'],
        countries: ['RU'],
        designated: '2025-02-24',
      },
    ]);
    expect(list).toMatchObject({
      published: '2026-03-04',
      identifiers: [{ uid: 'EU.1.1', raw: tron, designated: '2025-02-24' }],
    });
  });
});
