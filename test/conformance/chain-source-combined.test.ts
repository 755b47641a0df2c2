import { MemoryBudget } from '../../src/chains/memory-budget.ts';
import { openChain } from '../../src/chains/open-chain.ts';
import type { Pace } from '../../src/chains/pace.ts';
import { startAnvil } from '../support/anvil.ts';
import { etherscanServer } from '../support/etherscan-server.ts';
import { evmChain, nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { type SourceUnderTest, testChainSource } from './chain-source.ts';

const secret = 'Q7f3c9d2e8b14605ZW';

/** Time that runs by an hour with each look, so that no rest of a provider outlasts a test. */
function hastyPace(): Pace {
  let now = 0;
  const tick = () => {
    now += 3_600_000;
    return now;
  };
  return { now: tick, random: () => 0, sleep: () => Promise.resolve() };
}

async function openCombined(): Promise<SourceUnderTest> {
  const anvil = await startAnvil({ chainNumber: 31_404 });
  const history = await playHistory(anvil);
  const explorer = await startFaultyProxy();
  explorer.intercept = etherscanServer(anvil, { key: secret, pageMax: 7, flavour: 'etherscan' });
  const node = await startFaultyProxy(anvil.url);
  const { chain, quirks, ...words } = evmChain(anvil, history.listed, history.wrapped);
  const { nativeAsset } = chain;
  const open = (timeoutMs: number) => {
    const limits = { timeoutMs, responseBytesMax: 250_000 };
    const source = openChain(
      {
        chain,
        nativeAsset: {
          ...{ id: nativeAsset, chain: chain.id, symbol: 'ETH', decimals: 18, usdStable: false },
          conserving: 'yes',
        },
        ofKind: { kind: 'evm', ...quirks },
        providers: [
          nodeSettings(`${node.url}/${secret}`, { limits, nativeScan: 'none' }),
          nodeSettings(`${explorer.url}/api`, {
            ...{ name: 'explorer', dialect: 'etherscan', key: secret, limits, pageRows: 7 },
            rate: { requestsPerSecond: 1_000 },
          }),
        ],
      },
      { ...words, budget: new MemoryBudget(() => 0), pace: hastyPace() },
    );
    if (!source) throw new Error('no provider is on');
    return source;
  };
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
    accountLacks: [],
    sees: () => true,
    readsBlocks: true,
    secret,
    async withFault(fault, work) {
      node.fault = fault;
      explorer.fault = fault;
      try {
        return await work();
      } finally {
        node.fault = undefined;
        explorer.fault = undefined;
      }
    },
    reorg: () => anvil.reorg(6),
    async close() {
      await Promise.all([explorer.close(), node.close()]);
      await anvil.stop();
    },
  };
}

testChainSource('explorer confirmed by a node', openCombined);
