import { EtherscanSource } from '../../src/chains/evm/etherscan/source.ts';
import { httpClient } from '../../src/chains/http.ts';
import { startAnvil } from '../support/anvil.ts';
import { etherscanServer } from '../support/etherscan-server.ts';
import { evmChain, nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
import { evmUnderTest } from '../support/evm-under-test.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { type SourceUnderTest, testChainSource } from './chain-source.ts';

const secret = 'K7f3c9d2e8b14605XY';

async function openExplorer(flavour: 'etherscan' | 'blockscout'): Promise<SourceUnderTest> {
  const anvil = await startAnvil({ chainNumber: 31_403 });
  const history = await playHistory(anvil);
  const server = await startFaultyProxy();
  server.intercept = etherscanServer(anvil, { key: secret, pageMax: 4, flavour });
  const open = (timeoutMs: number) => {
    const limits = { timeoutMs, responseBytesMax: 250_000 };
    return new EtherscanSource(
      evmChain(anvil, history.listed, history.wrapped),
      nodeSettings(`${server.url}/api`, {
        name: 'explorer',
        dialect: flavour === 'etherscan' ? 'etherscan' : 'blockscout-etherscan',
        key: secret,
        limits,
        pageRows: 4,
      }),
      httpClient('explorer', limits),
    );
  };
  return await evmUnderTest({ anvil, history, providers: [server] }, open, {
    secret,
    readsBlocks: false,
  });
}

testChainSource('Etherscan', () => openExplorer('etherscan'));
testChainSource("Blockscout in Etherscan's dialect", () => openExplorer('blockscout'));
