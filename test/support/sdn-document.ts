/** A wallet of an entry, as [symbol, address]. */
export type SdnWallet = readonly [string, string];

export interface SdnEntry {
  readonly uid: number;
  readonly lastName: string;
  readonly firstName?: string;
  readonly type?: 'Individual' | 'Entity';
  readonly programs?: readonly string[];
  readonly wallets?: readonly SdnWallet[];
  readonly weakAka?: string;
  readonly dateOfBirth?: string;
  readonly gender?: 'Male' | 'Female';
  readonly citizenship?: string;
}

const newNamespace =
  'https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML';

function element(name: string, text: string | number | undefined): string {
  const escaped = String(text ?? '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
  return text === undefined ? '' : `<${name}>${escaped}</${name}>`;
}

function idXml([type, number]: readonly [string, string], index: number): string {
  return `<id><uid>${index}</uid>${element('idType', type)}${element('idNumber', number)}</id>`;
}

function entryXml(entry: SdnEntry): string {
  const ids: (readonly [string, string])[] = (entry.wallets ?? []).map(([symbol, address]) => [
    `Digital Currency Address - ${symbol}`,
    address,
  ]);
  if (entry.gender) ids.push(['Gender', entry.gender]);
  const list = (name: string, items: readonly string[]) =>
    items.length === 0 ? '' : `<${name}>${items.join('')}</${name}>`;
  return `<sdnEntry>${element('uid', entry.uid)}${element('firstName', entry.firstName)}${element(
    'lastName',
    entry.lastName,
  )}${element('sdnType', entry.type ?? 'Entity')}${list(
    'programList',
    (entry.programs ?? ['DPRK3']).map((program) => element('program', program)),
  )}${list('idList', ids.map(idXml))}${
    entry.weakAka
      ? `<akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category>${element('lastName', entry.weakAka)}</aka></akaList>`
      : ''
  }${
    entry.citizenship
      ? `<citizenshipList><citizenship>${element('country', entry.citizenship)}</citizenship></citizenshipList>`
      : ''
  }${
    entry.dateOfBirth
      ? `<dateOfBirthList><dateOfBirthItem><uid>1</uid>${element('dateOfBirth', entry.dateOfBirth)}<mainEntry>true</mainEntry></dateOfBirthItem></dateOfBirthList>`
      : ''
  }</sdnEntry>`;
}

export interface SdnOptions {
  /** YYYY-MM-DD. */
  readonly published?: string;
  readonly namespace?: string;
  readonly recordCount?: number;
}

/** A document of the shape of SDN.XML. */
export function sdnDocument(entries: readonly SdnEntry[], options: SdnOptions = {}): Buffer {
  const [year, month, day] = (options.published ?? '2026-01-02').split('-');
  return Buffer.from(
    `<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="${options.namespace ?? newNamespace}">
<publshInformation><Publish_Date>${month}/${day}/${year}</Publish_Date><Record_Count>${
      options.recordCount ?? entries.length
    }</Record_Count></publshInformation>
${entries.map(entryXml).join('\n')}
</sdnList>`,
  );
}
