import type { SdnEntry } from './sdn-document.ts';

const features = new Map<string, number>();

/** Ids of reference values are whatever they are: these are not those of any published list. */
function featureId(type: string): number {
  const id = features.get(type) ?? 7_000 + features.size;
  features.set(type, id);
  return id;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function point(year: string, month: number, day: number): string {
  return `<Year>${year}</Year><Month>${month}</Month><Day>${day}</Day>`;
}

function birthXml(text: string): string {
  const [day = '', month = '', year = ''] = text.split(' ');
  const at = point(year, months.indexOf(month) + 1, Number(day));
  return `<Feature FeatureTypeID="${featureId('Birthdate')}"><FeatureVersion><DatePeriod><Start><From>${at}</From><To>${at}</To></Start><End><From>${at}</From><To>${at}</To></End></DatePeriod></FeatureVersion></Feature>`;
}

function aliasXml(parts: readonly (readonly [string, string])[], primary: boolean, weak: boolean) {
  const values = parts.map(
    ([group, text]) =>
      `<DocumentedNamePart><NamePartValue NamePartGroupID="${group}" ScriptID="215">${text.replaceAll('&', '&amp;')}</NamePartValue></DocumentedNamePart>`,
  );
  return `<Alias AliasTypeID="1403" Primary="${primary}" LowQuality="${weak}"><DocumentedName>${values.join('')}</DocumentedName></Alias>`;
}

function partyXml(entry: SdnEntry): string {
  const subtype = entry.type === 'Individual' ? 4 : 3;
  const names: (readonly [string, string])[] = [['1', entry.lastName]];
  if (entry.firstName) names.push(['2', entry.firstName]);
  const wallets = (entry.wallets ?? []).map(
    ([symbol, address]) =>
      `<Feature FeatureTypeID="${featureId(`Digital Currency Address - ${symbol}`)}"><FeatureVersion><VersionDetail DetailTypeID="1430"/><VersionDetail DetailTypeID="1432">${address}</VersionDetail></FeatureVersion></Feature>`,
  );
  return `<DistinctParty FixedRef="${entry.uid}"><Comment/><Profile ID="${entry.uid}" PartySubTypeID="${subtype}">
<Identity ID="1" Primary="true">${aliasXml(names, true, false)}${
    entry.weakAka ? aliasXml([['1', entry.weakAka]], false, true) : ''
  }<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1520"/></MasterNamePartGroup><MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="1521"/></MasterNamePartGroup></NamePartGroups></Identity>
${wallets.join('')}${entry.dateOfBirth ? birthXml(entry.dateOfBirth) : ''}${
  entry.gender
    ? `<Feature FeatureTypeID="${featureId('Gender')}"><FeatureVersion><VersionDetail DetailTypeID="1431" DetailReferenceID="${entry.gender === 'Male' ? 91526 : 91527}"/></FeatureVersion></Feature>`
    : ''
}${
  entry.citizenship
    ? `<Feature FeatureTypeID="${featureId('Citizenship Country')}"><FeatureVersion><VersionLocation LocationID="501"/></FeatureVersion></Feature>`
    : ''
}</Profile></DistinctParty>`;
}

export interface AdvancedOptions {
  /** YYYY-MM-DD. */
  readonly published?: string;
  /** YYYY-MM-DD, of every party. */
  readonly designated?: string;
  readonly citizenship?: string;
  /** Pairs of ids: the first is owned or controlled by the second. */
  readonly owned?: readonly (readonly [number, number])[];
}

function dateXml(text: string): string {
  const [year = '', month = '', day = ''] = text.split('-');
  return point(year, Number(month), Number(day));
}

/** A document of the shape of SDN_ADVANCED.XML with the same entries as `sdnDocument`. */
export function sdnAdvancedDocument(
  entries: readonly SdnEntry[],
  options: AdvancedOptions = {},
): Buffer {
  const parties = entries.map(partyXml);
  const sanctions = entries.map(
    ({ uid, programs }) =>
      `<SanctionsEntry ID="${uid}" ProfileID="${uid}" ListID="1550"><EntryEvent><Date>${dateXml(options.designated ?? '2019-09-13')}</Date></EntryEvent><SanctionsMeasure SanctionsTypeID="1705"/>${(programs ?? ['DPRK3']).map((program) => `<SanctionsMeasure SanctionsTypeID="1"><Comment>${program}</Comment></SanctionsMeasure>`).join('')}</SanctionsEntry>`,
  );
  const relations = (options.owned ?? []).map(
    ([owned, owner]) =>
      `<ProfileRelationship ID="1" From-ProfileID="${owned}" To-ProfileID="${owner}" RelationTypeID="15003" Former="false"/>`,
  );
  const types = [...features].map(([type, id]) => `<FeatureType ID="${id}">${type}</FeatureType>`);
  return Buffer.from(`<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ADVANCED_XML">
<DateOfIssue CalendarTypeID="1">${dateXml(options.published ?? '2026-01-02')}</DateOfIssue>
<ReferenceValueSets><FeatureTypeValues>${types.join('')}</FeatureTypeValues>
<NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType></NamePartTypeValues>
<PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType></PartyTypeValues>
<PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType></PartySubTypeValues>
<DetailReferenceValues><DetailReference ID="91526">Male</DetailReference><DetailReference ID="91527">Female</DetailReference></DetailReferenceValues>
<CountryValues><Country ID="11082" ISO2="KP">${options.citizenship ?? 'Korea, North'}</Country></CountryValues>
<RelationTypeValues><RelationType ID="15003">Owned or Controlled By</RelationType></RelationTypeValues></ReferenceValueSets>
<Locations><Location ID="501"><LocationCountry CountryID="11082"/></Location></Locations>
<DistinctParties>${parties.join('\n')}<DistinctParty FixedRef="999999"><Profile ID="999999" PartySubTypeID="3"><Identity>${aliasXml([['1', 'ONLY RELATED']], true, false)}</Identity></Profile></DistinctParty></DistinctParties>
<ProfileRelationships>${relations.join('')}<ProfileRelationship ID="2" From-ProfileID="1" To-ProfileID="2" RelationTypeID="15003" Former="true"/></ProfileRelationships>
<SanctionsEntries>${sanctions.join('\n')}</SanctionsEntries></Sanctions>`);
}
