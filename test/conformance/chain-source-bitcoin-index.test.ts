import { describe } from 'vitest';
import { bitcoinChain } from '../../src/chains/bitcoin/bitcoin-chain.ts';
import { openBitcoinSource } from '../../src/chains/bitcoin/open.ts';
import { httpClient } from '../../src/chains/http.ts';
import { available } from '../support/availability.ts';
import {
  type BitcoinHistory,
  playBcoinHistory,
  playLitecoindHistory,
} from '../support/bitcoin-history.ts';
import { bitcoinProviderSettings, bitcoinTestChain, underTest } from '../support/bitcoin-source.ts';
import { blockbookAnswer } from '../support/blockbook-server.ts';
import { startElectrumServer } from '../support/electrum-server.ts';
import { esploraAnswer } from '../support/esplora-server.ts';
import { type Answer, startFaultyProxy } from '../support/faulty-proxy.ts';
import { UtxoIndex } from '../support/utxo-index.ts';
import { type SourceUnderTest, testChainSource } from './chain-source.ts';

const secret = 'e93f2a856d41b7e0q';

/** A history whose index follows the node when it changes its chain. */
async function indexed(history: BitcoinHistory, changed: (index: UtxoIndex) => void) {
  const call = (method: string, ...params: readonly unknown[]) => history.rpc(method, ...params);
  const reorg = async () => {
    await history.reorg();
    changed(await UtxoIndex.of(call));
  };
  return { following: { ...history, reorg }, index: await UtxoIndex.of(call) };
}

async function openHttp(
  dialect: string,
  played: BitcoinHistory,
  answer: (index: UtxoIndex, path: string) => Answer,
): Promise<SourceUnderTest> {
  const proxy = await startFaultyProxy();
  const { following, index } = await indexed(played, (next) => {
    current = next;
  });
  let current = index;
  proxy.intercept = ({ path }) => answer(current, path);
  const settings = bitcoinProviderSettings(`${proxy.url}/${secret}`, dialect);
  const http = httpClient('node', settings.limits);
  const source = openBitcoinSource(bitcoinChain(bitcoinTestChain(played.chain)), settings, http);
  return underTest(following, source, proxy, secret, dialect === 'blockbook');
}

async function openElectrum(played: BitcoinHistory): Promise<SourceUnderTest> {
  const { following, index } = await indexed(played, (next) => {
    server.index = next;
  });
  const server = await startElectrumServer(index);
  const settings = bitcoinProviderSettings(`${server.url}?token=${secret}`, 'electrum');
  const http = httpClient('node', settings.limits);
  const source = openBitcoinSource(bitcoinChain(bitcoinTestChain(played.chain)), settings, http);
  return underTest(following, source, server, secret, false);
}

describe.skipIf(!available('litecoind').ok)('indexes over Litecoin Core', () => {
  testChainSource(
    'Esplora',
    async () => await openHttp('esplora', await playLitecoindHistory(), esploraAnswer),
  );
  testChainSource('Electrum', async () => await openElectrum(await playLitecoindHistory()));
});

describe.skipIf(!available('bcoin').ok)('indexes over bcoin', () => {
  testChainSource('Electrum', async () => await openElectrum(await playBcoinHistory()));
  testChainSource('Blockbook', async () => {
    const history = await playBcoinHistory();
    return await openHttp('blockbook', history, (index, path) =>
      blockbookAnswer(index, history.chain, path),
    );
  });
});
