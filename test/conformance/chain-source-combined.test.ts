import { MemoryBudget } from '../../src/chains/memory-budget.ts';
import { openChain } from '../../src/chains/open-chain.ts';
import type { Pace } from '../../src/chains/pace.ts';
import { startAnvil } from '../support/anvil.ts';
import { etherscanServer } from '../support/etherscan-server.ts';
import { evmChain, nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
import { evmUnderTest } from '../support/evm-under-test.ts';
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
  return await evmUnderTest({ anvil, history, providers: [explorer, node] }, open, {
    secret,
    readsBlocks: true,
  });
}

testChainSource('explorer confirmed by a node', openCombined);
