import { EvmRpcSource } from '../../src/chains/evm/source.ts';
import { httpClient } from '../../src/chains/http.ts';
import type { ProviderSettings } from '../../src/chains/provider-settings.ts';
import { startAnvil } from '../support/anvil.ts';
import { evmChain, nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
import { type Answer, type ProxiedRequest, startFaultyProxy } from '../support/faulty-proxy.ts';
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

async function openNode(settings: Partial<ProviderSettings>): Promise<SourceUnderTest> {
  const anvil = await startAnvil({ chainNumber: 31_401 });
  const history = await playHistory(anvil);
  const proxy = await startFaultyProxy(anvil.url);
  proxy.intercept = refuseWideRanges;
  const open = (timeoutMs: number) => {
    const limits = { timeoutMs, responseBytesMax: 250_000 };
    return new EvmRpcSource(
      evmChain(anvil, history.listed, history.wrapped),
      nodeSettings(`${proxy.url}/v3/${secret}`, { limits, logBlocksMax: 10, ...settings }),
      httpClient('node', limits),
    );
  };
  const native = settings.nativeScan !== 'none';
  const tip = await anvil.rpc<{ number: string; hash: string }>(
    'eth_getBlockByNumber',
    'latest',
    false,
  );
  return {
    source: open(20_000),
    impatient: open(500),
    account: history.worker,
    fromHeight: history.fromHeight,
    toHeight: history.toHeight,
    transfers: history.transfers,
    failedTransaction: history.failedTransaction,
    unknownTransaction: `0x${'42'.repeat(32)}`,
    head: { height: Number(tip.number), hash: tip.hash },
    accountLacks: native ? [] : ['no-native-transfers'],
    sees: (t) => native || !t.asset.endsWith('/slip44:60'),
    readsBlocks: true,
    secret,
    async withFault(fault, work) {
      proxy.fault = fault;
      try {
        return await work();
      } finally {
        proxy.fault = undefined;
      }
    },
    reorg: () => anvil.reorg(6),
    async close() {
      await proxy.close();
      await anvil.stop();
    },
  };
}

testChainSource('JSON-RPC with debug traces', () => openNode({ traces: 'debug' }));
testChainSource('JSON-RPC with flat traces', () => openNode({ traces: 'trace' }));
testChainSource('JSON-RPC with an index of traces', () =>
  openNode({ traces: 'trace', nativeScan: 'trace-filter' }),
);
testChainSource('JSON-RPC with logs alone, in ranges that the provider narrows', () =>
  openNode({ nativeScan: 'none', logBlocksMax: 100 }),
);
