import { describe, expect, it } from 'vitest';
import type { ListedParty } from '../../../src/domain/listed-party.ts';
import { countryCode } from '../../../src/sanctions/country-code.ts';
import { fingerprintOf, namedParty } from '../../../src/sanctions/named-party.ts';

const party: ListedParty = {
  list: 'us-ofac-sdn',
  effect: 'block',
  jurisdiction: 'US',
  uid: '1',
  type: 'individual',
  name: 'SIM, Hyon Sop',
  aliases: [{ name: 'SIM, Hyun-sub', weak: true }],
  programmes: ['DPRK3'],
  datesOfBirth: ['1983-11-25', '1960/1962', '1900/1999'],
  countries: ['Korea, North', 'Korea, North', 'Region: somewhere'],
};

describe('the country that a publisher writes', () => {
  it.each([
    ['Korea, North', 'KP'],
    ["Democratic People's Republic of Korea", 'KP'],
    ['Korea, South', 'KR'],
    ['Iran (Islamic Republic of)', 'IR'],
    ['Iran', 'IR'],
    ['Russian Federation', 'RU'],
    ['ru', 'RU'],
    ["Cote d'Ivoire", 'CI'],
    ['United Kingdom', 'GB'],
    ['Congo, Democratic Republic of the', 'CD'],
    ['Türkiye', 'TR'],
  ])('%s is %s', (written, code) => expect(countryCode(written)).toBe(code));

  it.each(['', 'Region: somewhere', 'ZZ', 'Atlantis, Lost'])('%s is unknown', (written) =>
    expect(countryCode(written)).toBeUndefined(),
  );
});

describe('a listed party as the matcher sees it', () => {
  it('has each year of a span, no span that tells nothing, and countries once', () => {
    const seen = namedParty(party);
    expect(seen.birthDates).toEqual(['1983-11-25', '1960', '1961', '1962']);
    expect(seen.countries).toEqual(['KP']);
    expect(seen.names).toEqual([{ text: 'SIM, Hyon Sop' }, { text: 'SIM, Hyun-sub', weak: true }]);
  });

  it('has another fingerprint for other data, whatever the order of the keys', () => {
    const { name, ...rest } = party;
    expect(fingerprintOf({ ...rest, name })).toBe(fingerprintOf(party));
    expect(fingerprintOf({ ...party, datesOfBirth: ['1983-11-26'] })).not.toBe(
      fingerprintOf(party),
    );
  });
});
