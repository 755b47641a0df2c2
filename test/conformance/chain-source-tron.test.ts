import { tronAddressOf, tronKeyHash } from '../../src/accounts/tron-address.ts';
import { httpClient } from '../../src/chains/http.ts';
import type { ProviderSettings } from '../../src/chains/provider-settings.ts';
import { openTronSource } from '../../src/chains/tron/open.ts';
import { accountId, addressOf, assetId, chainId } from '../../src/domain/caip.ts';
import type { Transfer } from '../../src/domain/transfer.ts';
import { startAnvil } from '../support/anvil.ts';
import { nodeSettings } from '../support/evm-chain.ts';
import { playHistory } from '../support/evm-history.ts';
import { evmUnderTest } from '../support/evm-under-test.ts';
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
  const native = given.nativeScan !== 'none';
  const shown = { anvil, history, providers: [server] };
  const evm = await evmUnderTest(shown, open, {
    ...{ secret, readsBlocks: true },
    accountLacks: native ? [] : ['no-native-transfers'],
    sees: (t) => native || t.asset !== nativeAsset,
  });
  return {
    ...evm,
    account: tronAddressOf(tronKeyHash(base58(history.worker)) ?? ''),
    transfers: history.transfers.map(asTron),
    failedTransaction: history.failedTransaction.slice(2),
    unknownTransaction: evm.unknownTransaction.slice(2),
    head: { ...evm.head, hash: evm.head.hash.slice(2) },
  };
}

testChainSource('java-tron by whole blocks', () => openTron({ dialect: 'java-tron' }));
testChainSource('java-tron by its JSON-RPC', () =>
  openTron({ dialect: 'java-tron', nativeScan: 'none' }),
);
testChainSource('TronGrid', () => openTron({ dialect: 'trongrid' }));
