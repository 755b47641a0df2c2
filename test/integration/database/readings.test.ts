import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accountId, chainId } from '../../../src/domain/caip.ts';
import { PostgresReadings } from '../../../src/ledger/postgres/readings.ts';
import type { WantedReading } from '../../../src/ports/readings.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';

const leaseMs = 1000;
const chain = chainId('eip155:1');
let store: TestDatabase;
let readings: PostgresReadings;
let nowMs = 0;
let accounts = 0;

beforeAll(async () => {
  store = await openTestDatabase();
  const clock = { now: () => new Date(nowMs), id: () => randomUUID() };
  readings = new PostgresReadings(store.database, clock);
});
afterAll(async () => await store?.close());

function newWanted(given: Partial<WantedReading> = {}): WantedReading {
  accounts += 1;
  return {
    chain,
    account: accountId(`${chain}:0x${accounts}`),
    fromHeight: 0,
    toHeight: 9,
    ...given,
  };
}

async function requested(wanted = newWanted()): Promise<string> {
  const [reading] = await readings.request([wanted]);
  if (!reading) throw new Error('no reading');
  return reading.id;
}

const stateOf = async (id: string) => (await readings.find([id]))[0];

it('is one for all who want the same, until it is done', async () => {
  const [one, other, whole] = [newWanted(), newWanted(), { chain, fromHeight: 0, toHeight: 9 }];
  const asked = await Promise.all([1, 2, 3].map(() => readings.request([one, whole, other, one])));
  const ids = asked.map((answer) => answer.map((reading) => reading.id));
  expect(ids[1]).toEqual(ids[0]);
  expect(ids[2]).toEqual(ids[0]);
  expect(new Set(ids[0]).size).toBe(3);
  const first = ids[0]?.[0] ?? '';
  expect(asked[0]?.[0]).toEqual({ ...one, id: first, state: 'requested', attempts: 0 });
  await readings.claim(first, 'w', leaseMs);
  expect(await requested(one)).toBe(first);
  await readings.finish(first, 'w', { state: 'done' });
  expect(await requested(one)).not.toBe(first);
});

it('is claimed by one worker of many', async () => {
  const id = await requested();
  const workers = Array.from({ length: 8 }, (_, i) => `worker-${i}`);
  const claims = await Promise.all(workers.map((w) => readings.claim(id, w, leaseMs)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await stateOf(id)).toMatchObject({ state: 'claimed', attempts: 1 });
});

it('waits while the same account is read for another stretch', async () => {
  const wanted = newWanted();
  const [id, wider] = [await requested(wanted), await requested({ ...wanted, toHeight: 10 })];
  const claims = await Promise.all([
    readings.claim(id, 'a', leaseMs),
    readings.claim(wider, 'b', leaseMs),
  ]);
  expect(claims.filter(Boolean)).toHaveLength(1);
  const [done, worker, next] = claims[0] ? [id, 'a', wider] : [wider, 'b', id];
  await readings.finish(done, worker, { state: 'done' });
  expect(await readings.claim(next, 'c', leaseMs)).toBe(true);
});

it('passes to another worker when its lease ran out, and the first cannot end it any more', async () => {
  const id = await requested();
  expect(await readings.claim(id, 'a', leaseMs)).toBe(true);
  nowMs += leaseMs - 1;
  expect(await readings.claim(id, 'b', leaseMs)).toBe(false);
  expect(await readings.claim(id, 'a', leaseMs)).toBe(true);
  nowMs += leaseMs;
  expect(await readings.claim(id, 'b', leaseMs)).toBe(true);
  await expect(readings.finish(id, 'a', { state: 'done' })).rejects.toMatchObject({
    code: 'reading.claim-lost',
  });
  await readings.finish(id, 'b', { state: 'failed', errorCode: 'source.refused' });
  expect(await stateOf(id)).toMatchObject({
    state: 'failed',
    attempts: 2,
    errorCode: 'source.refused',
  });
  expect(await readings.claim(id, 'a', leaseMs)).toBe(false);
});

it('is found by the sweep while nobody holds it', async () => {
  const id = await requested();
  const isOpen = async () => (await readings.open(1000)).some((reading) => reading.id === id);
  expect(await isOpen()).toBe(true);
  await readings.claim(id, 'a', leaseMs);
  expect(await isOpen()).toBe(false);
  nowMs += leaseMs;
  expect(await isOpen()).toBe(true);
  await readings.claim(id, 'a', leaseMs);
  await readings.finish(id, 'a', { state: 'requested', errorCode: 'source.timeout' });
  expect(await isOpen()).toBe(true);
});

it('cannot be seen by a tenant', async () => {
  const seen = store.database.tenant(randomUUID(), (tx) =>
    tx.selectFrom('reading').selectAll().execute(),
  );
  await expect(seen).rejects.toMatchObject({ details: { sqlstate: '42501' } });
});
