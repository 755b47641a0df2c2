import { EtherscanSource } from '../../src/chains/evm/etherscan/source.ts';
import { httpClient } from '../../src/chains/http.ts';
import { startAnvil } from '../support/anvil.ts';
import { etherscanServer } from '../support/etherscan-server.ts';
import { evmChain, nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
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
    readsBlocks: false,
    secret,
    async withFault(fault, work) {
      server.fault = fault;
      try {
        return await work();
      } finally {
        server.fault = undefined;
      }
    },
    reorg: () => anvil.reorg(6),
    async close() {
      await server.close();
      await anvil.stop();
    },
  };
}

testChainSource('Etherscan', () => openExplorer('etherscan'));
testChainSource("Blockscout in Etherscan's dialect", () => openExplorer('blockscout'));
