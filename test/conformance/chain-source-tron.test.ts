import { tronAddressOf, tronKeyHash } from '../../src/accounts/tron-address.ts';
import { httpClient } from '../../src/chains/http.ts';
import type { ProviderSettings } from '../../src/chains/provider-settings.ts';
import { openTronSource } from '../../src/chains/tron/open.ts';
import { accountId, addressOf, assetId, chainId } from '../../src/domain/caip.ts';
import type { Transfer } from '../../src/domain/transfer.ts';
import { startAnvil } from '../support/anvil.ts';
import { nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
import { startFaultyProxy } from '../support/faulty-proxy.ts';
import { tronServer } from '../support/tron-server.ts';
import { type SourceUnderTest, testChainSource } from './chain-source.ts';

const secret = 'T7f3c9d2e8b14605UV';
const tron = chainId('tron:0x2b6653dc');
const base58 = (address: string) => tronAddressOf(address.slice(2));
const token = (address: string) => assetId(`${tron}/trc20:${base58(address)}`);
const nativeAsset = assetId(`${tron}/slip44:195`);

/** What happened on the development chain, in the words of Tron. */
function asTron(t: Transfer): Transfer {
  const contract = /erc20:(0x[0-9a-f]{40})$/.exec(t.asset)?.[1];
  return {
    ...t,
    chain: tron,
    blockHash: t.blockHash.slice(2),
    tx: t.tx.slice(2),
    from: accountId(`${tron}:${base58(addressOf(t.from))}`),
    to: accountId(`${tron}:${base58(addressOf(t.to))}`),
    asset: contract === undefined ? nativeAsset : token(contract),
  };
}

async function openTron(given: Partial<ProviderSettings>): Promise<SourceUnderTest> {
  const anvil = await startAnvil({ chainNumber: 31_405 });
  const history = await playHistory(anvil);
  const server = await startFaultyProxy();
  const serverLimits = { pageMax: 4, pagesMax: 5, logBlocksMax: 6 };
  server.intercept = tronServer(anvil, { key: secret, ...serverLimits });
  const open = (timeoutMs: number) => {
    const limits = { timeoutMs, responseBytesMax: 250_000 };
    return openTronSource(
      {
        chain: {
          ...{ id: tron, name: 'Development', kind: 'tron', ledger: 'account', nativeAsset },
          finality: { kind: 'tag', tag: 'finalized' },
          synthetic: false,
        },
        tokenNamespace: 'trc20',
        quirks: { wrappedNative: history.wrapped },
        listedAssets: new Set(history.listed.map(token)),
        catalogue: new Set(),
      },
      nodeSettings(server.url, {
        ...{ name: 'tron', key: secret, limits, pageRows: 4, logBlocksMax: 5_000 },
        jsonRpcUrl: `${server.url}/jsonrpc`,
        ...given,
      }),
      httpClient('tron', limits),
    );
  };
  const tip = await anvil.rpc<{ number: string; hash: string }>(
    'eth_getBlockByNumber',
    'latest',
    false,
  );
  const native = given.nativeScan !== 'none';
  return {
    source: open(20_000),
    impatient: open(500),
    account: tronAddressOf(tronKeyHash(base58(history.worker)) ?? ''),
    fromHeight: history.fromHeight,
    toHeight: history.toHeight,
    transfers: history.transfers.map(asTron),
    failedTransaction: history.failedTransaction.slice(2),
    unknownTransaction: '42'.repeat(32),
    head: { height: Number(tip.number), hash: tip.hash.slice(2) },
    accountLacks: native ? [] : ['no-native-transfers'],
    sees: (t) => native || t.asset !== nativeAsset,
    readsBlocks: true,
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

testChainSource('java-tron by whole blocks', () => openTron({ dialect: 'java-tron' }));
testChainSource('java-tron by its JSON-RPC', () =>
  openTron({ dialect: 'java-tron', nativeScan: 'none' }),
);
testChainSource('TronGrid', () => openTron({ dialect: 'trongrid' }));
