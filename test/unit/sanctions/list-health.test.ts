import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { listHealth, listsInPart } from '../../../src/sanctions/list-health.ts';
import { listsInUse } from '../../../src/sanctions/list-sources.ts';
import { unSecurityCouncil } from '../../../src/sanctions/lists/un-security-council/source.ts';
import { listsConfigSchema } from '../../../src/sanctions/lists-config.ts';
import type { ListState } from '../../../src/sanctions/store-version.ts';

const at = new Date('2026-03-04T00:00:00.000Z');
const lists = listsInUse(
  listsConfigSchema.parse({
    lists: {
      'us-ofac-sdn': { required: true },
      'us-ofac-consolidated': {},
      'un-security-council': {},
      'eu-consolidated': { maxAgeHours: 24 },
      'uk-sanctions': { enabled: false },
    },
  }),
);

function loaded(list: string, shipped = false, checkedAt = '2026-03-03T00:00:00.000Z'): ListState {
  const version = {
    ...{ id: 1, list, publisher: 'P', published: '2026-03-01', sha256: 's', shipped },
    ...{ loadedAt: checkedAt, records: 1, identifiers: 1 },
  };
  return { list, version, kept: 0, checkedAt: new Date(checkedAt) };
}

const wanting = (states: readonly ListState[], floor: readonly string[] = []) =>
  listHealth(lists, states, floor, at).map(({ code, message }) => `${code} ${message}`);

describe('what keeps screening from being complete', () => {
  it('is a required list that was never loaded', () => {
    expect(wanting([])).toEqual(['list-missing The list us-ofac-sdn was never loaded']);
    expect(wanting([loaded('us-ofac-sdn')])).toEqual([]);
  });

  it('is a blocking list of the floor, required or not, that was never loaded', () => {
    expect(wanting([loaded('us-ofac-sdn')], ['US', 'UN'])).toEqual([
      'list-missing The list un-security-council was never loaded',
    ]);
    const both = [loaded('us-ofac-sdn'), loaded('un-security-council')];
    expect(wanting(both, ['US', 'UN'])).toEqual([]);
  });

  it('is a jurisdiction of the floor for which no list in use blocks', () => {
    expect(wanting([loaded('us-ofac-sdn')], ['US', 'GB', 'XX'])).toEqual([
      'floor-without-list No list in use blocks for: GB; XX',
    ]);
  });

  it('is such a list that is too old', () => {
    const old = [
      loaded('us-ofac-sdn'),
      loaded('eu-consolidated', false, '2026-03-02T23:59:59.000Z'),
    ];
    expect(wanting(old, ['US'])).toEqual([]);
    expect(wanting(old, ['US', 'EU'])).toEqual([
      'list-stale eu-consolidated was last confirmed by its publisher: 2026-03-02T23:59:59.000Z',
    ]);
  });
});

describe('what a complete answer did not look at', () => {
  it('is said: lists that were never loaded, and the parts that do not ship', () => {
    const states = [loaded('us-ofac-sdn', true), loaded('un-security-council', true)];
    expect(listsInPart(lists, states)).toEqual([
      {
        code: 'lists-never-loaded',
        message: 'Never loaded: us-ofac-consolidated; eu-consolidated',
      },
      {
        code: 'lists-as-shipped',
        message:
          'As shipped, in part: us-ofac-sdn of 2026-03-01, holders of wallets only; ' +
          'un-security-council of 2026-03-01, parties under the resolution on the DPRK only',
      },
    ]);
  });

  it('is nothing once all were had from their publishers', () => {
    expect(
      listsInPart(
        lists,
        lists.map(({ source }) => loaded(source.list)),
      ),
    ).toEqual([]);
  });
});

describe('the part of the Security Council’s list that ships', () => {
  const extract = new URL(
    '../../../../shared/data/sanctions/un-dprk-extract-2026-02-27.xml',
    import.meta.url,
  );

  it('has the parties of the DPRK under the publisher’s ids', async () => {
    const shipped = await unSecurityCouncil.shipped?.read(unSecurityCouncil);
    expect(shipped).toMatchObject({ published: '2026-02-27', declaredRecords: 155, records: 155 });
    expect(new Set(shipped?.parties.map(({ uid }) => uid)).size).toBe(155);
  });

  it.skipIf(!existsSync(extract))(
    'is what the publisher says of them (skipped where its extract is absent)',
    async () => {
      const bytes = [await readFile(extract)];
      const published = await unSecurityCouncil.read(
        (async function* () {
          yield* bytes;
        })(),
        unSecurityCouncil,
        '2026-01-01',
      );
      const shipped = await unSecurityCouncil.shipped?.read(unSecurityCouncil);
      expect(shipped?.parties).toEqual(published.parties);
    },
  );
});
