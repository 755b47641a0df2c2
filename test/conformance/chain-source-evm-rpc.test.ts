import { EvmRpcSource } from '../../src/chains/evm/source.ts';
import { httpClient } from '../../src/chains/http.ts';
import type { ProviderSettings } from '../../src/chains/provider-settings.ts';
import { startAnvil } from '../support/anvil.ts';
import { evmChain, nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
import { evmUnderTest } from '../support/evm-under-test.ts';
import {
  type Answer,
  type FaultyProxy,
  type ProxiedRequest,
  startFaultyProxy,
} from '../support/faulty-proxy.ts';
import { type SourceUnderTest, testChainSource } from './chain-source.ts';

const secret = 'a7f3c9d2e8b14605k';

/** The widest range of blocks that the provider takes. */
const rangeLimit = 7;

/** A provider that refuses wide questions for logs, as the public ones do. */
function refuseWideRanges({ body }: ProxiedRequest): Answer | undefined {
  // CAST: what ethers sends, one call or a batch.
  const calls = [JSON.parse(body)].flat() as {
    id: number;
    method: string;
    params: [{ fromBlock: string; toBlock: string }];
  }[];
  const wide = calls.filter(
    ({ method, params: [filter] }) =>
      method === 'eth_getLogs' && Number(filter.toBlock) - Number(filter.fromBlock) >= rangeLimit,
  );
  if (wide.length === 0) return undefined;
  const message = `range exceeds limit of ${rangeLimit}`;
  const answers = calls.map(({ id }) => ({ jsonrpc: '2.0', id, error: { code: -32602, message } }));
  return { status: 200, body: JSON.stringify(answers) };
}

/** Methods that a plain node, or a cheap provider, does not offer. */
const extras = new Set([
  'eth_getBlockReceipts',
  'debug_traceBlockByNumber',
  'debug_traceTransaction',
]);

/** A provider without receipts by block and without traces. */
async function refuseExtras({ body }: ProxiedRequest, target: string): Promise<Answer> {
  // CAST: what ethers sends, one call or a batch.
  const calls = [JSON.parse(body)].flat() as { id: number; method: string }[];
  const offered = calls.filter(({ method }) => !extras.has(method));
  const error = { code: -32601, message: 'the method does not exist/is not available' };
  const refused = calls
    .filter(({ method }) => extras.has(method))
    .map(({ id }) => ({ jsonrpc: '2.0', id, error }));
  if (offered.length === 0) return { status: 200, body: JSON.stringify(refused) };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(target, { method: 'POST', headers, body: JSON.stringify(offered) });
  // CAST: a batch is answered by a list.
  const answers = (await answer.json()) as unknown[];
  return { status: 200, body: JSON.stringify([...refused, ...answers]) };
}

async function openPlainNode(): Promise<SourceUnderTest> {
  const open = await openNode({ traces: 'debug' }, refuseExtras);
  return {
    ...open,
    transfers: open.transfers.filter((t) => t.kind !== 'internal'),
    accountLacks: ['no-internal-transfers'],
  };
}

async function openNode(
  settings: Partial<ProviderSettings>,
  intercept: (
    request: ProxiedRequest,
    target: string,
  ) => ReturnType<NonNullable<FaultyProxy['intercept']>> = refuseWideRanges,
): Promise<SourceUnderTest> {
  const anvil = await startAnvil({ chainNumber: 31_401 });
  const history = await playHistory(anvil);
  const proxy = await startFaultyProxy(anvil.url);
  proxy.intercept = (request) => intercept(request, anvil.url);
  const open = (timeoutMs: number) => {
    const limits = { timeoutMs, responseBytesMax: 250_000 };
    return new EvmRpcSource(
      evmChain(anvil, history.listed, history.wrapped),
      nodeSettings(`${proxy.url}/v3/${secret}`, { limits, logBlocksMax: 10, ...settings }),
      httpClient('node', limits),
    );
  };
  const native = settings.nativeScan !== 'none';
  return await evmUnderTest({ anvil, history, providers: [proxy] }, open, {
    ...{ secret, readsBlocks: true },
    accountLacks: native ? [] : ['no-native-transfers'],
    sees: (t) => native || !t.asset.endsWith('/slip44:60'),
  });
}

testChainSource('JSON-RPC with debug traces', () => openNode({ traces: 'debug' }));
testChainSource('JSON-RPC with flat traces', () => openNode({ traces: 'trace' }));
testChainSource('JSON-RPC with an index of traces', () =>
  openNode({ traces: 'trace', nativeScan: 'trace-filter' }),
);
testChainSource('JSON-RPC with logs alone, in ranges that the provider narrows', () =>
  openNode({ nativeScan: 'none', logBlocksMax: 100 }),
);
testChainSource('JSON-RPC of a plain node', openPlainNode);
