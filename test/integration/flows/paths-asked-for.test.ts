import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { verifyFlow } from '../../../src/flows/verify.ts';
import { payment, worldChain, worldWallet } from '../../support/flow-world.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';

const world = useFlowWorld();

it('a flow tells as many of the greatest paths as are asked for, and verifies so', async () => {
  const { core, organisationId } = world;
  const [employer, worker] = [worldWallet(1), worldWallet(2)];
  const wage = payment(employer, worker, 900, 10);
  const onward = Array.from({ length: 8 }, (_, n) =>
    payment(worker, worldWallet(10 + n), 100 + n, 20 + n),
  );
  await world.hold([wage, ...onward], { fromHeight: 0, toHeight: 100 });
  const seed = { kind: 'transaction', chain: worldChain, tx: wage.tx } as const;
  const told = async (pathsMax?: number) => {
    const flow = await world.follow(seed, core.flows, pathsMax ? { pathsMax } : {});
    const { signal } = new AbortController();
    const verify = () => verifyFlow(core.flows, organisationId, flow.id, signal);
    const greatest = flow.paths.filter(({ rule }) => rule === 'greatest');
    return { id: flow.id, greatest: greatest.length, verify };
  };
  const [few, some, all] = [await told(2), await told(), await told(8)];
  expect([few, some, all].map(({ greatest }) => greatest)).toEqual([2, 5, 8]);
  for (const { id, verify } of [few, some, all])
    expect(await verify()).toEqual({ id, holds: true, discrepancies: [] });
  await core.database.system((tx) =>
    sql`update flow set request = request || '{"pathsMax":3}' where id = ${all.id}::uuid`.execute(
      tx,
    ),
  );
  expect((await all.verify()).holds).toBe(false);
});
