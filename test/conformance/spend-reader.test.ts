import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBitcoinSpends } from '../../src/chains/bitcoin/open.ts';
import { httpClient } from '../../src/chains/http.ts';
import { MemoryBudget } from '../../src/chains/memory-budget.ts';
import { openSpendReader } from '../../src/chains/open-spend-reader.ts';
import { systemPace } from '../../src/chains/pace.ts';
import type { SpendReader } from '../../src/ports/spend-reader.ts';
import { available } from '../support/availability.ts';
import { type BitcoinHistory, playLitecoindHistory } from '../support/bitcoin-history.ts';
import { bitcoinProviderSettings } from '../support/bitcoin-source.ts';
import { blockbookAnswer } from '../support/blockbook-server.ts';
import { esploraAnswer } from '../support/esplora-server.ts';
import { type Answer, type FaultyProxy, startFaultyProxy } from '../support/faulty-proxy.ts';
import { UtxoIndex } from '../support/utxo-index.ts';

const { signal } = new AbortController();
const dialects = ['esplora', 'blockbook'] as const;
const absent = { tx: '42'.repeat(32), index: 0 };

describe.skipIf(!available('litecoind').ok)('how coins of a real node were spent', () => {
  let history: BitcoinHistory;
  let index: UtxoIndex;
  let proxy: FaultyProxy;
  let answer: (path: string) => Answer;

  beforeAll(async () => {
    history = await playLitecoindHistory();
    index = await UtxoIndex.of((method, ...params) => history.rpc(method, ...params));
    proxy = await startFaultyProxy();
    proxy.intercept = ({ path }) => answer(path);
  });
  afterAll(async () => {
    await proxy?.close();
    await history?.stop();
  });

  function open(dialect: string): SpendReader {
    answer = (path) =>
      dialect === 'esplora'
        ? esploraAnswer(index, path)
        : blockbookAnswer(index, history.chain, path);
    const settings = bitcoinProviderSettings(`${proxy.url}/x`, dialect);
    const reader = openBitcoinSpends(settings, httpClient('node', settings.limits));
    if (!reader) throw new Error(`${dialect} does not tell`);
    return reader;
  }

  const tip = () => ({ height: index.tip, blockHash: index.blocks.at(-1)?.hash });

  it.each(dialects)('is told by %s as the node has it', async (dialect) => {
    const reader = open(dialect);
    let [spent, unspent] = [0, 0];
    for (const [tx, { transaction, height }] of index.transactions) {
      if (height < history.fromHeight) continue;
      for (const output of transaction.outs.keys()) {
        const { spentBy, ...seenTo } = await reader.spendOf({ tx, index: output }, signal);
        expect(seenTo).toEqual({ source: `node/${dialect}`, ...tip() });
        // The node's own set of coins is the judge; what nobody can spend is not in it.
        const isData = transaction.outs[output]?.script[0] === 0x6a;
        const inSet = (await history.rpc('gettxout', tx, output, false)) !== null;
        expect(inSet || isData).toBe(spentBy === undefined);
        if (spentBy === undefined) {
          unspent += 1;
          continue;
        }
        spent += 1;
        const inputs = index.transactions.get(spentBy)?.transaction.ins ?? [];
        expect(inputs.map((input) => Buffer.from(input.hash).reverse().toString('hex'))).toContain(
          tx,
        );
      }
    }
    expect(Math.min(spent, unspent)).toBeGreaterThan(0);
  });

  it.each(dialects)('is not told by %s of a coin that nothing made', async (dialect) => {
    await expect(open(dialect).spendOf(absent, signal)).rejects.toMatchObject({
      code: 'source.bad-answer',
    });
  });

  it('is not told before the spender is mined', async () => {
    const waiting = { spent: true, txid: absent.tx, vin: 0, status: { confirmed: false } };
    const reader = open('esplora');
    answer = (path) =>
      path.includes('outspend')
        ? { status: 200, body: JSON.stringify(waiting) }
        : esploraAnswer(index, path);
    expect(await reader.spendOf(absent, signal)).toEqual({ source: 'node/esplora', ...tip() });
  });

  it('is unsupported where a Blockbook has no extended index', async () => {
    const reader = open('blockbook');
    answer = (path) =>
      path.includes('/tx/')
        ? { status: 200, body: JSON.stringify({ vout: [{ n: 0, spent: true }] }) }
        : blockbookAnswer(index, history.chain, path);
    await expect(reader.spendOf(absent, signal)).rejects.toMatchObject({
      code: 'source.unsupported',
    });
  });

  it.each([
    ['is down', { status: 503, body: '' }],
    ['does not tell', { status: 200, body: JSON.stringify({ vout: [{ n: 0, spent: true }] }) }],
  ])('is told by the next provider where the first one %s', async (_what, failure) => {
    answer = (path) => {
      if (!path.startsWith('/first')) return esploraAnswer(index, path);
      return path.includes('/tx/') ? failure : blockbookAnswer(index, history.chain, path);
    };
    const reader = openSpendReader(
      {
        ofKind: { kind: 'bitcoin' },
        providers: [
          { ...bitcoinProviderSettings(`${proxy.url}/first`, 'blockbook'), name: 'first' },
          { ...bitcoinProviderSettings(`${proxy.url}/x`, 'esplora'), name: 'second' },
        ],
      },
      { budget: new MemoryBudget(() => 0), pace: systemPace },
    );
    const [tx = ''] = index.blocks[history.fromHeight]?.txs ?? [];
    const spentBy = index.spenderOf(tx, 0);
    expect(await reader?.spendOf({ tx, index: 0 }, signal)).toEqual({
      ...{ source: 'second/esplora', ...tip() },
      ...(spentBy === undefined ? {} : { spentBy }),
    });
  });

  it.each(['rpc', 'electrum'])('is asked of no %s, which knows no spender', (dialect) => {
    const settings = bitcoinProviderSettings('http://127.0.0.1:1', dialect);
    expect(openBitcoinSpends(settings, httpClient('node', settings.limits))).toBeUndefined();
  });
});
