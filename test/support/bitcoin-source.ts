import type { ProviderSettings } from '../../src/chains/provider-settings.ts';
import { assetId, type ChainId } from '../../src/domain/caip.ts';
import type { Chain } from '../../src/domain/chain.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import type { SourceUnderTest } from '../conformance/chain-source.ts';
import type { BitcoinHistory } from './bitcoin-history.ts';
import type { FaultyProxy } from './faulty-proxy.ts';

export function bitcoinTestChain(id: ChainId): Chain {
  return {
    id,
    name: 'Regtest',
    kind: 'bitcoin',
    ledger: 'utxo',
    nativeAsset: assetId(`${id}/slip44:0`),
    finality: { kind: 'confirmations', blocks: 6 },
    synthetic: false,
  };
}

export function bitcoinProviderSettings(url: string, dialect: string): ProviderSettings {
  return {
    name: 'node',
    dialect,
    url,
    limits: { timeoutMs: 2_000, responseBytesMax: 250_000 },
    batchCallsMax: 20,
    logBlocksMax: 100,
    pageRows: 5,
    traces: 'none',
    nativeScan: 'blocks',
  };
}

/** A source over a history, behind a proxy that can be told to misbehave. */
export function underTest(
  history: BitcoinHistory,
  source: ChainSource,
  proxy: Pick<FaultyProxy, 'fault' | 'close'>,
  secret: string,
  readsBlocks = true,
): SourceUnderTest {
  return {
    source,
    account: history.worker,
    fromHeight: history.fromHeight,
    toHeight: history.toHeight,
    transfers: history.transfers,
    failedTransaction: '',
    unknownTransaction: '42'.repeat(32),
    head: history.head,
    accountLacks: [],
    sees: () => true,
    readsBlocks,
    secret,
    async withFault(fault, work) {
      proxy.fault = fault;
      try {
        return await work();
      } finally {
        proxy.fault = undefined;
      }
    },
    reorg: () => history.reorg(),
    async close() {
      await proxy.close();
      await history.stop();
    },
  };
}
