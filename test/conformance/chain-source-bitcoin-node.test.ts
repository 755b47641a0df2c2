import { describe } from 'vitest';
import { bitcoinChain } from '../../src/chains/bitcoin/bitcoin-chain.ts';
import { NodeProvider } from '../../src/chains/bitcoin/node-provider.ts';
import { BitcoinSource } from '../../src/chains/bitcoin/source.ts';
import { httpClient } from '../../src/chains/http.ts';
import { available } from '../support/availability.ts';
import {
  type BitcoinHistory,
  playBcoinHistory,
  playLitecoindHistory,
} from '../support/bitcoin-history.ts';
import { bitcoinProviderSettings, bitcoinTestChain, underTest } from '../support/bitcoin-source.ts';
import { type Answer, type ProxiedRequest, startFaultyProxy } from '../support/faulty-proxy.ts';
import { withPrevouts } from '../support/prevout-node.ts';
import { type SourceUnderTest, testChainSource } from './chain-source.ts';

const secret = 'd41b7e0c93f2a856q';

/** The node behind the proxy, with its own key: the source's travels no further. */
async function answerOf(history: BitcoinHistory, { body }: ProxiedRequest): Promise<Answer> {
  // CAST: what the source sends.
  const { method, params } = JSON.parse(body) as { method: string; params: unknown[] };
  try {
    const result = await history.rpc(method, ...params);
    return { status: 200, body: JSON.stringify({ result, error: null, id: 1 }) };
  } catch (error) {
    // The node's own error stands in the message; Core sends it with this status.
    const text = error instanceof Error ? error.message.replace(/^\w+: /, '') : '{}';
    return { status: 500, body: `{"result":null,"error":${text},"id":1}` };
  }
}

async function open(
  history: BitcoinHistory,
  answer: typeof answerOf = answerOf,
): Promise<SourceUnderTest> {
  const proxy = await startFaultyProxy();
  proxy.intercept = (request) => answer(history, request);
  const settings = bitcoinProviderSettings(
    `${proxy.url.replace('//', `//user:${secret}@`)}/`,
    'rpc',
  );
  const provider = new NodeProvider(settings, httpClient('node', settings.limits));
  const source = new BitcoinSource(bitcoinChain(bitcoinTestChain(history.chain)), provider, true);
  return underTest(history, source, proxy, secret);
}

describe.skipIf(!available('litecoind').ok)('Litecoin Core', () => {
  testChainSource('Litecoin Core', async () => await open(await playLitecoindHistory()));
  testChainSource(
    'a node that tells the coins that a block spends',
    async () =>
      await open(await playLitecoindHistory(), (history, request) =>
        withPrevouts(history, request, answerOf),
      ),
  );
});

describe.skipIf(!available('bcoin').ok)('bcoin', () => {
  testChainSource('bcoin', async () => await open(await playBcoinHistory()));
});
