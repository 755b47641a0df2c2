import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOrganisation } from '../../../src/database/organisations.ts';
import { assetId } from '../../../src/domain/caip.ts';
import { looksDue, noteWage, takeLook } from '../../../src/flows/convergence/store-looks.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const asset = assetId('eip155:1/slip44:60');
const organisationId = systemClock.id();
const start = Date.now();
const after = (seconds: number) => new Date(start + seconds * 1_000);
const hour = 3_600;
let opened: TestDatabase;

beforeAll(async () => {
  opened = await openTestDatabase();
  await opened.database.system((tx) =>
    createOrganisation(tx, { id: organisationId, name: 'test', sandbox: true }),
  );
});
afterAll(async () => await opened?.close());

it('a look waits for wages that are still followed, but not for ever', async () => {
  const { database } = opened;
  const note = (at: Date) =>
    database.tenant(organisationId, (tx) => noteWage(tx, organisationId, asset, at));
  const isDue = async (at: Date) => (await looksDue(database, at)).length > 0;
  await note(after(0));
  expect(await isDue(after(2))).toBe(false);
  expect(await isDue(after(10))).toBe(true);

  const [flowId, payoutId] = [systemClock.id(), systemClock.id()];
  await database.tenant(organisationId, (tx) =>
    sql`insert into flow (organisation_id, id, payout_id, request, state)
      values (${organisationId}, ${flowId}, ${payoutId}, '{}', 'reading')`.execute(tx),
  );
  expect(await isDue(after(10))).toBe(false);
  await note(after(5 * hour));
  expect(await isDue(after(5 * hour + 10))).toBe(false);
  await note(after(6 * hour));
  expect(await isDue(after(6 * hour + 1))).toBe(true);

  await database.tenant(organisationId, (tx) => takeLook(tx, asset, after(6 * hour + 1)));
  await note(after(7 * hour));
  expect(await isDue(after(7 * hour + 10))).toBe(false);
});
