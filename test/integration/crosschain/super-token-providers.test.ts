import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EvmContractState } from '../../../src/chains/evm/contract-state.ts';
import { openEvmRpc } from '../../../src/chains/evm/rpc.ts';
import { EvmRpcSource } from '../../../src/chains/evm/source.ts';
import { httpClient, httpLimits } from '../../../src/chains/http.ts';
import { PaymentReader } from '../../../src/crosschain/payment-reader.ts';
import { PaymentStore } from '../../../src/crosschain/store-payments.ts';
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

  beforeAll(async () => {
    world = await startPayrollWorld(41_202, [], { largeContracts: true });
    const { anvil, token, employer, workers } = world;
    const superfluid = await deploySuperfluid(anvil);
    wrapped = await superfluid.wrap(token.address);
    await token.call(employer, 'approve', [wrapped.address, 2_000_000n]);
    await wrapped.call(employer, 'upgrade', [2_000_000n * 10n ** 12n]);
    const [worker = ''] = workers;
    await superfluid.stream(wrapped, employer, worker, rateBase);
    await anvil.mine(100);
    tx = await wrapped.call(worker, 'downgrade', [1_000n * 10n ** 12n]);
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

  /** What is said of the withdrawal with these readers of the contracts. */
  const said = async (parts: {
    readonly state?: ContractState;
    readonly events?: ContractEvents;
  }) => {
    const { core, anvil, organisationId } = world;
    const reader = new PaymentReader({
      ...{ chains: core.catalogue, ledger: core.flows.ledger, activity: core.flows.activity },
      ...{ store: new PaymentStore(core.database), swaps: { orderHolders: [] } },
      contractState: () => parts.state,
      contractEvents: () => parts.events,
    });
    const found = await reader.paymentsOf(organisationId, [{ chain: anvil.chain, tx }], never);
    return found.payments.map(({ payer, unattributed }) => unattributed?.code ?? payer);
  };

  /** The node refuses calls of which `isRefused` holds, as one does that has pruned what they ask. */
  const refusing = (isRefused: (call: Call) => boolean) => {
    node.intercept = ({ body }) => {
      // CAST: JSON-RPC 2.0 of our own transport.
      const given = JSON.parse(body) as Call | Call[];
      const refused = [given].flat().find(isRefused);
      if (!refused) return undefined;
      const error = { code: -32_000, message: 'missing trie node' };
      const answers = [given].flat().map(({ id }) => ({ jsonrpc: '2.0', id, error }));
      return { status: 200, body: JSON.stringify(Array.isArray(given) ? answers : answers[0]) };
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
  });

  it('is told when they answer again, and then kept', async () => {
    node.fault = undefined;
    const payer = world.account(world.employer);
    expect(await said({ state, events })).toEqual([payer]);
    const asked = node.requests.length;
    expect(await said({ state, events })).toEqual([payer]);
    expect(node.requests.length).toBe(asked);
  });
});
