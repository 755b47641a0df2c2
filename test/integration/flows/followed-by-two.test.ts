import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { failFlow, follow } from '../../../src/flows/follow.ts';
import { findFlow, insertFlow, keepHorizon } from '../../../src/flows/store.ts';
import { restartUnfinished, withdrawFlow } from '../../../src/rescreen/store-reorg.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { payment, worldChain, worldWallet } from '../../support/flow-world.ts';
import { onceRead } from '../../support/once-read.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';

const world = useFlowWorld();

const never = new AbortController().signal;

/** A wage of its own that moves on, and what a worker does who follows it. */
async function wageOf(first: number) {
  const { core, organisationId } = world;
  const { database } = core;
  const [employer, worker, friend] = [first, first + 1, first + 2].map(worldWallet) as [
    never,
    never,
    never,
  ];
  const wage = payment(employer, worker, 900, 10);
  await world.hold([wage], { fromHeight: 0, toHeight: 100 });
  const id = systemClock.id();
  const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
  const request = { seed, method: 'fifo', methods: [], limits: {} } as const;
  await database.tenant(organisationId, (tx) => insertFlow(tx, organisationId, { id, request }));
  return {
    id,
    moveOn: () => world.hold([payment(worker, friend, 900, 90)], { fromHeight: 0, toHeight: 100 }),
    follow: (flows = core.flows) => follow(flows, organisationId, id, never),
    row: () => database.tenant(organisationId, (tx) => findFlow(tx, id)),
    stages: async () => {
      const { rows } = await database.tenant(organisationId, (tx) =>
        sql<{ stage: string }>`select stage from flow_progress where flow_id = ${id}::uuid
          and stage in ('traced', 'failed')`.execute(tx),
      );
      return rows.map(({ stage }) => stage);
    },
  };
}

it('what a second worker found is not overwritten by the first, who comes later', async () => {
  const { flows } = world.core;
  const wage = await wageOf(1);
  // The first one has read its transfers when another takes the job over and sees what came since.
  const ledger = onceRead(flows.ledger, async () => {
    await wage.moveOn();
    await wage.follow();
  });
  expect(await wage.follow({ ...flows, ledger })).toEqual({ state: 'done' });
  expect((await wage.row())?.result?.accounts).toContain(worldWallet(3));
  expect(await wage.stages()).toEqual(['traced']);
});

it('a flow that was taken back meanwhile stays so', async () => {
  const { flows, database } = world.core;
  const wage = await wageOf(11);
  const ledger = onceRead(flows.ledger, async () => {
    await wage.follow();
    await database.tenant(world.organisationId, (tx) => withdrawFlow(tx, wage, undefined));
  });
  await wage.follow({ ...flows, ledger });
  expect((await wage.row())?.state).toBe('withdrawn');
});

it('one that fails does not take back what another found', async () => {
  const wage = await wageOf(21);
  await wage.follow();
  const failure = { code: 'source.failed', message: 'too late' };
  await failFlow(world.core.flows, world.organisationId, wage.id, failure);
  expect(await wage.row()).toMatchObject({ state: 'traced' });
  expect(await wage.stages()).toEqual(['traced']);
});

it('one that was asked to begin anew is not answered by who began before', async () => {
  const { flows, database } = world.core;
  const wage = await wageOf(31);
  const ledger = onceRead(flows.ledger, async () => {
    await wage.moveOn();
    await restartUnfinished(database, worldChain, 80);
    // Another has begun anew, and has fixed its horizon.
    const horizon = { trace: { heights: { [worldChain]: 100 }, cut: false } };
    const { id } = wage;
    const wave = (await wage.row())?.wave ?? 0;
    const keep = (given: typeof horizon) =>
      database.tenant(world.organisationId, (tx) => keepHorizon(tx, { id, wave }, given));
    expect(await keep(horizon)).toBe(true);
    // Who comes later keeps none of his own.
    expect(await keep({ trace: { heights: { [worldChain]: 200 }, cut: false } })).toBe(false);
  });
  await wage.follow({ ...flows, ledger });
  expect((await wage.row())?.result?.accounts).toContain(worldWallet(33));
});
