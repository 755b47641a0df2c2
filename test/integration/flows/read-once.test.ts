import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertFlow } from '../../../src/flows/store.ts';
import type { Core } from '../../../src/runtime/compose-core.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { ingestChain } from '../../../src/watch/ingest-chain.ts';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';
import { type FlowWorld, openFlowWorld } from '../../support/flow-world.ts';
import { followToEnd } from '../../support/follow-to-end.ts';
import { writeWatchConfig } from '../../support/watch-world.ts';

interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** What stands at the head is asked each time; everything below it is covered. */
const headTags = new Set(['latest', 'finalized', 'safe']);

describe.each([
  { mode: 'read on demand', watch: 'false' },
  { mode: 'ingested', watch: '{ fromHeight: 1 }' },
])('a chain that is $mode', ({ watch }) => {
  let anvil: Anvil;
  let proxy: FaultyProxy;
  let token: DeployedContract;
  let world: FlowWorld;
  let core: Core;
  let [employer, worker, friend] = ['', '', ''];
  let wage = '';
  let organisationId = '';

  beforeAll(async () => {
    anvil = await startAnvil({ chainNumber: 41_041 });
    proxy = await startFaultyProxy(anvil.url);
    [employer = '', worker = '', friend = ''] = anvil.accounts;
    token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    await token.call(employer, 'mint', [employer, 1_000_000]);
    wage = await token.call(employer, 'transfer', [worker, 5_000]);
    await token.call(worker, 'transfer', [friend, 4_000]);
    await anvil.mine(20);
    const { chain, chainNumber } = anvil;
    const config = writeWatchConfig({ chain, chainNumber, url: proxy.url }, token, watch);
    world = await openFlowWorld(config);
    ({ core, organisationId } = world);
  });
  afterAll(async () => {
    await world?.close();
    await proxy?.close();
    await anvil?.stop();
  });

  /** Follows the wage and gives the calls that the provider saw meanwhile. */
  const callsOfFollow = async (): Promise<Call[]> => {
    const id = systemClock.id();
    await core.database.tenant(organisationId, (tx) =>
      insertFlow(tx, organisationId, {
        id,
        request: {
          seed: { kind: 'transaction', chain: anvil.chain, tx: wage },
          ...{ method: 'fifo', methods: [], limits: {} },
        },
      }),
    );
    const before = proxy.requests.length;
    const outcome = await followToEnd(core, organisationId, id);
    expect(outcome.state === 'done' && outcome.flow?.endpoints.length).toBe(2);
    // CAST: JSON-RPC of the product.
    return proxy.requests.slice(before).flatMap(({ body }) => [JSON.parse(body)].flat() as Call[]);
  };
  const heightsAsked = (calls: readonly Call[]): number[] =>
    calls
      .filter(({ method }) => method === 'eth_getBlockByNumber')
      .map(({ params }) => String(params[0]))
      .filter((height) => !headTags.has(height))
      .map(Number);
  const ingest = async () => {
    await ingestChain(core.watch, anvil.chain, 'test', new AbortController().signal);
  };

  it('is asked for nothing that is covered when the same wage is followed again', async () => {
    await ingest();
    const first = await callsOfFollow();
    // Blocks were read then: on demand here, else before by ingestion.
    const blocks = heightsAsked(first).length;
    if (watch === 'false') expect(blocks).toBeGreaterThan(20);
    else expect(blocks).toBeLessThan(20);
    const second = await callsOfFollow();
    const beyondTheHead = second.filter(
      ({ method, params }) => method !== 'eth_getBlockByNumber' || !headTags.has(String(params[0])),
    );
    expect(beyondTheHead).toEqual([]);
    // Ingestion has the head too: nobody is asked for anything.
    if (watch !== 'false') expect(second).toEqual([]);
  });

  it('is asked for the new blocks only when there are any', async () => {
    const head = Number(await anvil.rpc<string>('eth_blockNumber'));
    await anvil.mine(3);
    await ingest();
    const calls = await callsOfFollow();
    if (watch !== 'false') expect(calls).toEqual([]);
    const old = heightsAsked(calls).filter((height) => height <= head);
    expect(old).toEqual([]);
  });
});
