import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOrganisation } from '../../../src/database/organisations.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { Monitors } from '../../../src/watch/monitors.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { worldWallet } from '../../support/flow-world.ts';

const max = 2;
const organisationId = systemClock.id();
const actor = { organisationId, keyId: systemClock.id(), role: 'admin', sandbox: false } as const;
const [a, b, c, d] = [1, 2, 3, 4].map(worldWallet) as [never, never, never, never];

let test: TestDatabase;
let monitors: Monitors;
beforeAll(async () => {
  test = await openTestDatabase();
  await test.database.system((tx) =>
    createOrganisation(tx, { id: organisationId, name: 'test', sandbox: false }),
  );
  monitors = new Monitors(test.database, systemClock, max);
});
afterAll(async () => {
  await test?.close();
});

it('no more wallets are monitored than may be, however many start at the same moment', async () => {
  await monitors.start(actor, a);
  await monitors.start(actor, a);
  const started = await Promise.allSettled([b, c, d].map((one) => monitors.start(actor, one)));
  expect(started.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of started) {
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'monitor.too-many' });
  }
  expect(await monitors.page(actor, { limit: 10 })).toHaveLength(max);
  // One that stops makes room for one other, and for no more.
  await monitors.stop(actor, a);
  await expect(monitors.stop(actor, a)).rejects.toMatchObject({ code: 'monitor.not-found' });
  await monitors.start(actor, a);
  await expect(
    Promise.all([b, c, d].map((one) => monitors.start(actor, one))),
  ).rejects.toMatchObject({ code: 'monitor.too-many' });
});
