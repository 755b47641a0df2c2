import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EvmContractState } from '../../../src/chains/evm/contract-state.ts';
import { openEvmRpc } from '../../../src/chains/evm/rpc.ts';
import { EvmRpcSource } from '../../../src/chains/evm/source.ts';
import { httpClient, httpLimits } from '../../../src/chains/http.ts';
import { PaymentReader } from '../../../src/crosschain/payment-reader.ts';
import { PaymentStore } from '../../../src/crosschain/store-payments.ts';
import { accountId } from '../../../src/domain/caip.ts';
import type { ContractEvents } from '../../../src/ports/contract-events.ts';
import type { ContractState } from '../../../src/ports/contract-state.ts';
import type { DeployedContract } from '../../support/anvil.ts';
import { evmChain, nodeSettings } from '../../support/evm-chain.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';
import { type PayrollWorld, startPayrollWorld } from '../../support/payroll-world.ts';
import { deploySuperfluid } from '../../support/superfluid.ts';

const never = new AbortController().signal;
const rateBase = 5n * 10n ** 12n;

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

describe('who paid what is taken out of a super token', () => {
  let world: PayrollWorld;
  let node: FaultyProxy;
  let wrapped: DeployedContract;
  let state: ContractState;
  let events: ContractEvents;
  /** A withdrawal that nobody has looked at. */
  let tx: string;
  let beganAt: number;
  let withdrawnAt: number;

  beforeAll(async () => {
    world = await startPayrollWorld(41_202, [], { largeContracts: true });
    const { anvil, token, employer, workers } = world;
    const superfluid = await deploySuperfluid(anvil);
    wrapped = await superfluid.wrap(token.address);
    await token.call(employer, 'approve', [wrapped.address, 2_000_000n]);
    await wrapped.call(employer, 'upgrade', [2_000_000n * 10n ** 12n]);
    const [worker = ''] = workers;
    await superfluid.stream(wrapped, employer, worker, rateBase);
    const height = async () => Number(await anvil.rpc<string>('eth_blockNumber'));
    beganAt = await height();
    await anvil.mine(100);
    tx = await wrapped.call(worker, 'downgrade', [1_000n * 10n ** 12n]);
    withdrawnAt = await height();
    node = await startFaultyProxy(anvil.url);
    const http = httpClient('node', httpLimits);
    const { chainNumber } = anvil;
    const rpc = openEvmRpc({
      provider: 'node',
      url: node.url,
      chainNumber,
      batchCallsMax: 20,
      http,
    });
    state = new EvmContractState(anvil.chain, rpc);
    events = new EvmRpcSource(evmChain(anvil, []), nodeSettings(node.url), http);
  });
  afterAll(async () => {
    await node?.close();
    await world?.stop();
  });

  interface Parts {
    readonly state?: ContractState | undefined;
    readonly events?: ContractEvents | undefined;
  }

  let nowMs = Date.now();
  const readerOf = (parts: Parts) => {
    const { core } = world;
    return new PaymentReader({
      ...{ chains: core.catalogue, ledger: core.flows.ledger, activity: core.flows.activity },
      ...{ store: new PaymentStore(core.database), swaps: { orderHolders: [] } },
      contractState: () => parts.state,
      contractEvents: () => parts.events,
      clock: { now: () => new Date(nowMs) },
    });
  };
  const payerOf = async (reader: PaymentReader, of: string, payee = world.workers[0] ?? '') => {
    const payees = new Set([accountId(world.account(payee))]);
    const refs = [{ chain: world.anvil.chain, tx: of }];
    const found = await reader.paymentsOf(world.organisationId, refs, payees, never);
    return found.payments.map(({ payer, unattributed }) => unattributed?.code ?? payer);
  };
  /** What is said of the withdrawal with these readers of the contracts, by one that knows nothing yet. */
  const said = async (parts: Parts) => await payerOf(readerOf(parts), tx);

  const callsOf = (body: string): Call[] => {
    // CAST: JSON-RPC 2.0 of our own transport.
    const given = JSON.parse(body) as Call | Call[];
    return [given].flat();
  };
  /** The blocks that a question for events is about. */
  const rangeOf = ({ params }: Call) => {
    const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
    return { from: Number(fromBlock), blocks: Number(toBlock) - Number(fromBlock) + 1 };
  };
  /** Those that the node was asked since so many requests. */
  const rangesSince = (requests: number) =>
    node.requests
      .slice(requests)
      .flatMap(({ body }) => callsOf(body))
      .filter(({ method }) => method === 'eth_getLogs')
      .map(rangeOf);

  /** The node refuses calls of which `isRefused` holds, as one does that has pruned what they ask. */
  const refusing = (isRefused: (call: Call) => boolean, message = 'missing trie node') => {
    node.intercept = ({ body }) => {
      const calls = callsOf(body);
      if (!calls.some(isRefused)) return undefined;
      const answers = calls.map(({ id }) => ({
        ...{ jsonrpc: '2.0', id, error: { code: -32_000, message } },
      }));
      const isBatch = body.startsWith('[');
      return { status: 200, body: JSON.stringify(isBatch ? answers : answers[0]) };
    };
  };

  it('is not told, with the reason, where no provider tells what it takes', async () => {
    expect(await said({})).toEqual(['stream-token-unknown']);
    expect(await said({ state })).toEqual(['stream-history-unread']);
    refusing(({ method, params }) => method === 'eth_call' && params[1] !== 'latest');
    expect(await said({ state, events })).toEqual(['stream-state-unread']);
    refusing(({ method }) => method === 'eth_getLogs');
    expect(await said({ state, events })).toEqual(['stream-history-unread']);
    node.intercept = undefined;
    node.fault = 'rate-limited';
    await expect(said({ state, events })).rejects.toMatchObject({ code: 'source.rate-limited' });
    node.fault = undefined;
  });

  it('is not told by a token of whose calls the errors read like those of the provider', async () => {
    const isCall = ({ method }: Call) => method === 'eth_call';
    for (const words of ['rate limit exceeded, 429', 'capacity', 'method not found']) {
      refusing(isCall, `execution reverted: ${words}`);
      expect(await said({ state, events })).toEqual(['stream-token-unknown']);
    }
    node.intercept = ({ body }) => {
      if (!callsOf(body).some(isCall)) return undefined;
      return { status: 200, body: ' '.repeat(httpLimits.responseBytesMax + 1) };
    };
    expect(await said({ state, events })).toEqual(['stream-token-unknown']);
    node.intercept = undefined;
  });

  it('is not told by logs that lack the withdrawal itself, which are not all', async () => {
    node.intercept = ({ body }) => {
      const calls = callsOf(body);
      if (!calls.some(({ method }) => method === 'eth_getLogs')) return undefined;
      const answers = calls.map(({ id }) => ({ jsonrpc: '2.0', id, result: [] }));
      return { status: 200, body: JSON.stringify(body.startsWith('[') ? answers : answers[0]) };
    };
    expect(await said({ state, events })).toEqual(['stream-history-unread']);
    node.intercept = undefined;
  });

  it('is not asked for at every look while nobody tells it', async () => {
    const reader = readerOf({ state });
    expect(await payerOf(reader, tx)).toEqual(['stream-history-unread']);
    const asked = node.requests.length;
    nowMs += 9 * 60_000;
    expect(await payerOf(reader, tx)).toEqual(['stream-history-unread']);
    expect(node.requests.length).toBe(asked);
    nowMs += 60_000;
    expect(await payerOf(reader, tx)).toEqual(['stream-history-unread']);
    expect(node.requests.length).toBeGreaterThan(asked);
  });

  it('is looked into for the payees that are asked about, and so often in one transaction', async () => {
    const { anvil, token, employer, workers } = world;
    const [, worker = '', other = ''] = workers;
    const liar = await anvil.deploy('LyingSuperToken', employer);
    await token.call(anvil.accounts[0] ?? '', 'mint', [liar.address, 1_000]);
    const crowd = await liar.call(worker, 'downgradeOften', [token.address, 7, 30]);
    const reader = readerOf({ state, events });
    await reader.openedIn(
      { chain: anvil.chain, tx: crowd },
      accountId(world.account(other)),
      never,
    );
    const asked = node.requests.length;
    expect(await payerOf(reader, crowd, other)).toEqual([]);
    expect(node.requests.length).toBe(asked);
    const codes = await payerOf(reader, crowd, worker);
    expect(codes.slice(0, 20)).not.toContain('stream-crowded');
    expect(codes.slice(20)).toEqual(Array(10).fill('stream-crowded'));
  });

  it('is the same without old state, and where narrow questions alone are answered', async () => {
    const { core, anvil, account, employer } = world;
    const forget = async () => await core.flows.conversions.withdraw(anvil.chain, withdrawnAt - 1);
    refusing(({ method, params }) => {
      const at = params[1];
      return method === 'eth_call' && at !== 'latest' && Number(at) < withdrawnAt;
    });
    let requests = node.requests.length;
    expect(await said({ state, events })).toEqual([account(employer)]);
    expect(rangesSince(requests)[0]).toEqual({ from: 0, blocks: withdrawnAt + 1 });
    await forget();
    const narrow = 'range 99 exceeds limit of 40';
    refusing((call) => call.method === 'eth_getLogs' && rangeOf(call).blocks > 40, narrow);
    requests = node.requests.length;
    expect(await said({ state, events })).toEqual([account(employer)]);
    const asked = rangesSince(requests);
    expect(asked.length).toBeGreaterThan(8);
    // From the block on in which the stream began.
    expect(Math.min(...asked.map(({ from }) => from))).toBe(beganAt);
    await forget();
  });

  it('is told when they answer again, and then kept', async () => {
    node.intercept = undefined;
    const payer = world.account(world.employer);
    expect(await said({ state, events })).toEqual([payer]);
    const asked = node.requests.length;
    expect(await said({ state, events })).toEqual([payer]);
    expect(node.requests.length).toBe(asked);
  });
});
