import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../src/domain/caip.ts';
import { findFlow, insertFlow } from '../../../src/flows/store.ts';
import { dueFlows, touchFlows } from '../../../src/flows/store-watch.ts';
import type { ChainCatalogue } from '../../../src/ports/chain-catalogue.ts';
import type { Core } from '../../../src/runtime/compose-core.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { lookAtFlow } from '../../../src/watch/look-at-flow.ts';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import { type FlowWorld, openFlowWorld } from '../../support/flow-world.ts';
import { followToEnd } from '../../support/follow-to-end.ts';
import { writeWatchConfig } from '../../support/watch-world.ts';

const attempt = { last: true, signal: new AbortController().signal };

describe('looking at a wage on a chain that is read on demand', () => {
  let anvil: Anvil;
  let token: DeployedContract;
  let world: FlowWorld;
  let core: Core;
  let [employer, worker, friend, shop] = ['', '', '', ''];
  let flowId = '';
  let organisationId = '';

  beforeAll(async () => {
    anvil = await startAnvil({ chainNumber: 41_061 });
    [employer = '', worker = '', friend = '', shop = ''] = anvil.accounts;
    token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    await token.call(employer, 'mint', [employer, 1_000_000]);
    const wage = await token.call(employer, 'transfer', [worker, 5_000]);
    const config = writeWatchConfig(anvil, token, 'false');
    world = await openFlowWorld(config);
    ({ core, organisationId } = world);
    flowId = await ask(wage);
  });
  afterAll(async () => {
    await world?.close();
    await anvil?.stop();
  });

  const ask = async (tx: string) => {
    const id = systemClock.id();
    await core.database.tenant(organisationId, (open) =>
      insertFlow(open, organisationId, {
        id,
        request: {
          seed: { kind: 'transaction', chain: anvil.chain, tx },
          ...{ method: 'fifo', methods: [], limits: {} },
        },
      }),
    );
    await followToEnd(core, organisationId, id);
    return id;
  };
  const endsOf = async (id: string) => {
    const row = await core.database.tenant(organisationId, (tx) => findFlow(tx, id));
    return row?.result?.endpoints.map((end) => [end.account.split(':')[2], end.amountBase]);
  };
  const watches = async () => {
    const { rows } = await core.database.system((tx) =>
      sql<{ flow_id: string; looks: number; idle: number; error_code: string | null }>`
        select flow_id, looks, idle, error_code from flow_watch`.execute(tx),
    );
    return rows;
  };
  const look = (id: string, number: number) =>
    lookAtFlow(core.watch, organisationId, { flowId: id, look: number }, attempt);
  const replacing = async (id: string) => {
    const { rows } = await core.database.system((tx) =>
      sql<{ id: string }>`select id from flow where replaces = ${id}::uuid`.execute(tx),
    );
    return rows.map((row) => row.id);
  };
  const later = (hours: number) => new Date(Date.now() + hours * 3_600_000);

  it('leaves it as it is while its value rests, and looks ever more seldom', async () => {
    expect(await watches()).toMatchObject([{ flow_id: flowId, looks: 0, idle: 0 }]);
    await token.call(employer, 'transfer', [worker, 77]);
    expect(await look(flowId, 0)).toBe('rests');
    // The same look, delivered twice.
    expect(await look(flowId, 0)).toBe('gone');
    expect(await watches()).toMatchObject([{ flow_id: flowId, looks: 1, idle: 1 }]);
    expect(await dueFlows(core.database, later(0.1), 10)).toEqual([]);
    expect(await dueFlows(core.database, later(1), 10)).toHaveLength(1);
    expect(await replacing(flowId)).toEqual([]);
  });

  it('makes one look due however many blocks touch it, soon but not at once', async () => {
    // CAST: it was made so by the chain's id and an address.
    const touched = { payers: [`${anvil.chain}:${worker}` as AccountId], payees: [] };
    for (let n = 0; n < 50; n++) await touchFlows(core.database, touched, new Date());
    expect(await dueFlows(core.database, new Date(), 10)).toEqual([]);
    const due = await dueFlows(core.database, new Date(Date.now() + 6_000), 10);
    expect(due).toEqual([{ organisationId, flowId, look: 1 }]);
  });

  it('follows it again when value leaves, by a new flow in its place', async () => {
    await token.call(worker, 'transfer', [friend, 3_000]);
    expect(await look(flowId, 1)).toBe('followed-again');
    const [next = ''] = await replacing(flowId);
    // While that is being followed nobody looks at the old one.
    expect(await dueFlows(core.database, later(48), 10)).toEqual([]);
    await followToEnd(core, organisationId, next);
    expect(await endsOf(next)).toEqual(
      [
        [friend, 3_000n],
        [worker, 2_000n],
      ].sort(),
    );
    expect(await endsOf(flowId)).toEqual([[worker, 5_000n]]);
    expect(await watches()).toMatchObject([{ flow_id: next, looks: 0, idle: 0 }]);
    flowId = next;
  });

  it('gives what a full recompute gives', async () => {
    await token.call(friend, 'transfer', [shop, 1_000]);
    await look(flowId, 0);
    const [next = ''] = await replacing(flowId);
    await followToEnd(core, organisationId, next);
    const row = await core.database.tenant(organisationId, (tx) => findFlow(tx, next));
    const wage = row?.request.seed.kind === 'transaction' ? row.request.seed.tx : '';
    const fresh = await ask(wage);
    expect(await endsOf(next)).toEqual(await endsOf(fresh));
    flowId = next;
  });

  it('puts a look off when the chain does not answer, and says why', async () => {
    const dead = { ...core.watch, chains: deadCatalogue() };
    const number = (await watches()).find((one) => one.flow_id === flowId)?.looks ?? -1;
    await expect(
      lookAtFlow(dead, organisationId, { flowId, look: number }, attempt),
    ).rejects.toThrow('down');
    const watch = (await watches()).find((one) => one.flow_id === flowId);
    expect(watch).toMatchObject({ looks: number + 1, error_code: 'look.failed' });
  });

  function deadCatalogue(): ChainCatalogue {
    const { catalogue } = core;
    const source = catalogue.source(anvil.chain);
    if (!source) throw new Error('no source');
    const dead = { ...source, chain: anvil.chain, head: () => Promise.reject(new Error('down')) };
    return {
      chains: () => catalogue.chains(),
      chain: (id) => catalogue.chain(id),
      source: () => dead,
      asset: (id, symbol) => catalogue.asset(id, symbol),
      tracing: (id) => catalogue.tracing(id),
    };
  }
});
