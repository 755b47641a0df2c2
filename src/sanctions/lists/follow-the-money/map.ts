import type { ListedParty, ListedPartyType } from '../../../domain/listed-party.ts';
import type { Ownership } from '../../../domain/ownership.ts';
import { dayOf } from '../../in-force.ts';
import type { ListDocument, ListProfile, PublishedIdentifier } from '../../list-source.ts';
import { readMicroPercent } from '../../ownership.ts';
import { readBirth, readDate } from '../../published-date.ts';
import type { FtmDocument, FtmEntity } from './parse.ts';

const sanctionTopic = /^(sanction|crime\.terror|crime\.theft|debarment)/;

function all(entity: FtmEntity, ...names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => entity.properties[name] ?? []))];
}

function nameOf(entity: FtmEntity): string {
  return entity.caption ?? all(entity, 'name')[0] ?? entity.id;
}

function typeOf(entity: FtmEntity): ListedPartyType {
  return entity.schema === 'Person' ? 'individual' : 'entity';
}

function partyOf(profile: ListProfile, entity: FtmEntity): ListedParty {
  const name = nameOf(entity);
  const gender = all(entity, 'gender')[0]?.toLowerCase();
  const alias = (weak: boolean) => (text: string) => ({ name: text, weak });
  return {
    list: profile.list,
    effect: profile.effect,
    jurisdiction: profile.jurisdiction,
    uid: entity.id,
    type: typeOf(entity),
    name,
    aliases: [
      ...all(entity, 'name', 'alias', 'previousName')
        .filter((text) => text !== name)
        .map(alias(false)),
      ...all(entity, 'weakAlias').map(alias(true)),
    ],
    programmes: all(entity, 'programId', 'program'),
    datesOfBirth: all(entity, 'birthDate', 'incorporationDate').flatMap(
      (text) => readBirth(text) ?? [],
    ),
    countries: all(entity, 'nationality', 'citizenship', 'country', 'jurisdiction'),
    ...(gender === 'male' || gender === 'female' ? { gender } : {}),
  };
}

/** A wallet of a holder is the holder's; one of nobody is listed by its own name. */
function identifiersOf(wallet: FtmEntity, document: FtmDocument): PublishedIdentifier[] {
  const holders = all(wallet, 'holder', 'owner');
  const holder = holders.map((id) => document.parties.get(id)).find((one) => one !== undefined);
  const party = holder ?? wallet;
  const published = readDate(all(wallet, 'createdAt')[0] ?? wallet.firstSeen);
  const symbol = all(wallet, 'currencySymbol', 'currency')[0];
  const values = all(wallet, 'publicKey', 'accountId');
  return values.map((raw) => ({
    uid: party.id,
    party: nameOf(party),
    aliases: all(party, 'alias', 'weakAlias'),
    programmes: all(wallet, 'topics'),
    ...(symbol === undefined ? {} : { declaredSymbol: symbol }),
    raw,
    ...(published === undefined ? {} : { published }),
  }));
}

/** Dates of the model may be a year, or a month: the first day of it. */
function firstDay(text: string | undefined): string | undefined {
  return readDate(text && /^\d{4}(-\d{2})?$/.test(text) ? `${text}-01-01`.slice(0, 10) : text);
}

/** The day after what is the last one, a month or a year. */
function dayAfter(text: string | undefined): string | undefined {
  const first = firstDay(text);
  if (text === undefined || first === undefined) return undefined;
  const day = new Date(first);
  if (text.length === 4) day.setUTCFullYear(day.getUTCFullYear() + 1);
  else if (text.length === 7) day.setUTCMonth(day.getUTCMonth() + 1);
  else day.setUTCDate(day.getUTCDate() + 1);
  return dayOf(day);
}

function ownershipsOf(profile: ListProfile, document: FtmDocument): Ownership[] {
  return document.ownerships.flatMap((entity) => {
    const microPercent = readMicroPercent(all(entity, 'percentage')[0] ?? '');
    const from = firstDay(all(entity, 'startDate').sort()[0]);
    const to = dayAfter(all(entity, 'endDate').sort().at(-1));
    const held = {
      ...(microPercent === undefined ? {} : { microPercent }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
    return all(entity, 'owner').flatMap((owner) =>
      all(entity, 'asset').map((owned) => ({
        owner: `${profile.list}:${owner}`,
        owned: `${profile.list}:${owned}`,
        ...held,
      })),
    );
  });
}

/**
 * Wallets with their holders, the parties that carry a topic of sanctions, and who owns whom.
 * Entities without such a topic that hold no wallet are context, not listed parties.
 */
export function mapFtm(profile: ListProfile, document: FtmDocument): ListDocument {
  const holders = new Set(document.wallets.flatMap((wallet) => all(wallet, 'holder', 'owner')));
  const listed = [...document.parties.values()].filter(
    (party) =>
      holders.has(party.id) || all(party, 'topics').some((topic) => sanctionTopic.test(topic)),
  );
  return {
    records: document.wallets.length + listed.length,
    parties: listed.map((party) => partyOf(profile, party)),
    identifiers: document.wallets.flatMap((wallet) => identifiersOf(wallet, document)),
    ownerships: ownershipsOf(profile, document),
  };
}
