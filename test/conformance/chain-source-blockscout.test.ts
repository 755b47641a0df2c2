import { BlockscoutSource } from '../../src/chains/evm/blockscout/source.ts';
import { httpClient } from '../../src/chains/http.ts';
import { startAnvil } from '../support/anvil.ts';
import { blockscoutServer } from '../support/blockscout-server.ts';
import { evmChain, nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
import { evmUnderTest } from '../support/evm-under-test.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { type SourceUnderTest, testChainSource } from './chain-source.ts';

const secret = 'B7f3c9d2e8b14605XY';

async function openBlockscout(): Promise<SourceUnderTest> {
  const anvil = await startAnvil({ chainNumber: 31_407 });
  const history = await playHistory(anvil);
  const server = await startFaultyProxy();
  server.intercept = blockscoutServer(anvil, secret, 4);
  const open = (timeoutMs: number) => {
    const limits = { timeoutMs, responseBytesMax: 250_000 };
    return new BlockscoutSource(
      evmChain(anvil, history.listed, history.wrapped),
      nodeSettings(server.url, { name: 'explorer', dialect: 'blockscout', key: secret, limits }),
      httpClient('explorer', limits),
    );
  };
  return await evmUnderTest({ anvil, history, providers: [server] }, open, {
    secret,
    readsBlocks: false,
  });
}

testChainSource("Blockscout's own API", openBlockscout);
