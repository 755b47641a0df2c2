import { WagetraceError } from '../../../domain/errors.ts';
import type { ListedAlias } from '../../../domain/listed-party.ts';
import { child, childText, elementsAt, type XmlElement } from '../../xml-records.ts';
import type { ReferenceValues } from './reference-values.ts';
import { walletSymbol } from './wallet-type.ts';

/** A party of the advanced format, with what we keep of it. */
export interface AdvancedParty {
  readonly uid: string;
  readonly type: string | undefined;
  readonly name: string;
  readonly aliases: readonly ListedAlias[];
  readonly wallets: readonly { readonly symbol: string; readonly raw: string }[];
  readonly datesOfBirth: readonly string[];
  readonly countries: readonly string[];
  readonly gender?: 'male' | 'female';
}

const countryFeatures = new Set(['Nationality Country', 'Citizenship Country', 'Location']);

/** The family name first and a comma, as the simple format has it. */
function spelledName(documented: XmlElement, types: ReadonlyMap<string, string>): string {
  const values = elementsAt(documented, 'DocumentedNamePart', 'NamePartValue');
  const isLast = (value: XmlElement) =>
    types.get(value.attributes['NamePartGroupID'] ?? '') === 'Last Name';
  const join = (parts: readonly XmlElement[]) => parts.map(({ text }) => text).join(' ');
  const last = join(values.filter(isLast));
  const rest = join(values.filter((value) => !isLast(value)));
  return [last, rest].filter(Boolean).join(', ');
}

/** Each alias is spelled in one or more scripts; the first is the one that the list is known by. */
function namesOf(profile: XmlElement, values: ReferenceValues) {
  const names: { readonly name: string; readonly weak: boolean; readonly primary: boolean }[] = [];
  for (const identity of elementsAt(profile, 'Identity')) {
    const groups = elementsAt(identity, 'NamePartGroups', 'MasterNamePartGroup', 'NamePartGroup');
    const types = new Map(
      groups.map(({ attributes }) => [
        attributes['ID'] ?? '',
        values.text('NamePartType', attributes['NamePartTypeID']) ?? '',
      ]),
    );
    for (const alias of elementsAt(identity, 'Alias')) {
      elementsAt(alias, 'DocumentedName').forEach((documented, spelling) => {
        names.push({
          name: spelledName(documented, types),
          weak: alias.attributes['LowQuality'] === 'true',
          primary: alias.attributes['Primary'] === 'true' && spelling === 0,
        });
      });
    }
  }
  return names.filter(({ name }) => name !== '');
}

function dateParts(point: XmlElement | undefined): string[] {
  const text = (name: string) => (point && childText(point, name)) ?? '';
  return [text('Year'), text('Month').padStart(2, '0'), text('Day').padStart(2, '0')];
}

/** A period is a day, a whole month, a whole year, or a span of years. */
function birthOf(period: XmlElement): string | undefined {
  const [fromYear = '', fromMonth, fromDay] = dateParts(elementsAt(period, 'Start', 'From')[0]);
  const [toYear = '', toMonth, toDay] = dateParts(elementsAt(period, 'End', 'To')[0]);
  if (fromYear === '') return undefined;
  if (toYear !== '' && fromYear !== toYear) return `${fromYear}/${toYear}`;
  if (fromMonth === toMonth && fromDay === toDay) return `${fromYear}-${fromMonth}-${fromDay}`;
  if (fromMonth === toMonth) return `${fromYear}-${fromMonth}`;
  return fromYear;
}

interface Feature {
  readonly type: string;
  readonly version: XmlElement;
}

function featuresOf(profile: XmlElement, values: ReferenceValues): Feature[] {
  return elementsAt(profile, 'Feature').flatMap((feature) => {
    const type = values.text('FeatureType', feature.attributes['FeatureTypeID']) ?? '';
    return elementsAt(feature, 'FeatureVersion').map((version) => ({ type, version }));
  });
}

function walletsOf(features: readonly Feature[]): AdvancedParty['wallets'] {
  return features.flatMap(({ type, version }) => {
    const symbol = walletSymbol(type);
    if (symbol === undefined) return [];
    // Details of other kinds are references and have no text.
    return elementsAt(version, 'VersionDetail').flatMap(({ text }) =>
      text === '' ? [] : { symbol, raw: text },
    );
  });
}

function genderOf(features: readonly Feature[], values: ReferenceValues) {
  const version = features.find(({ type }) => type === 'Gender')?.version;
  const detail = version && child(version, 'VersionDetail');
  const text =
    detail?.text || values.text('DetailReference', detail?.attributes['DetailReferenceID']);
  const gender = text?.toLowerCase();
  return gender === 'male' || gender === 'female' ? gender : undefined;
}

/** Reduces a profile. Throws `list.malformed` for one without id or name. */
export function partyOf(profile: XmlElement, values: ReferenceValues): AdvancedParty {
  const uid = profile.attributes['ID'];
  const names = namesOf(profile, values);
  const primary = names.find((one) => one.primary) ?? names[0];
  if (!uid || !primary) throw new WagetraceError('list.malformed', 'A party has no id or no name');
  const features = featuresOf(profile, values);
  const gender = genderOf(features, values);
  const distinct = (texts: readonly (string | undefined)[]) => [
    ...new Set(texts.flatMap((text) => text ?? [])),
  ];
  return {
    uid,
    type: values.partyType(profile.attributes['PartySubTypeID']),
    name: primary.name,
    aliases: names.filter((one) => one !== primary).map(({ name, weak }) => ({ name, weak })),
    wallets: walletsOf(features),
    datesOfBirth: distinct(
      features
        .filter(({ type }) => type === 'Birthdate')
        .flatMap(({ version }) => elementsAt(version, 'DatePeriod').map(birthOf)),
    ),
    countries: distinct(
      features
        .filter(({ type }) => countryFeatures.has(type))
        .flatMap(({ version }) => elementsAt(version, 'VersionLocation'))
        .map(({ attributes }) => values.country(attributes['LocationID'])),
    ),
    ...(gender === undefined ? {} : { gender }),
  };
}
