import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bitcoinChain } from '../../../src/chains/bitcoin/bitcoin-chain.ts';
import { openBitcoinSource } from '../../../src/chains/bitcoin/open.ts';
import { httpClient } from '../../../src/chains/http.ts';
import { noOrganisation } from '../../../src/domain/organisation.ts';
import type { UtxoTransaction } from '../../../src/domain/utxo.ts';
import type { ChainSource } from '../../../src/ports/chain-source.ts';
import { ingestChain } from '../../../src/watch/ingest-chain.ts';
import { available } from '../../support/availability.ts';
import { bitcoinProviderSettings, bitcoinTestChain } from '../../support/bitcoin-source.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { type WatchUnderTest, watchContext } from '../../support/watched-chain.ts';

const never = new AbortController().signal;
const fromHeight = 1;

describe.skipIf(!available('litecoind').ok)('ingesting a chain of coins', () => {
  let node: Litecoind;
  let store: TestDatabase;
  let source: ChainSource;
  let context: WatchUnderTest;

  beforeAll(async () => {
    [node, store] = await Promise.all([startLitecoind(), openTestDatabase()]);
    const url = node.url.replace('//', `//${node.user}:${node.password}@`);
    const settings = bitcoinProviderSettings(url, 'rpc');
    const http = httpClient('node', settings.limits);
    source = openBitcoinSource(bitcoinChain(bitcoinTestChain(node.chain)), settings, http);
    context = watchContext(store, source, fromHeight);
    await node.mine(101);
  });
  afterAll(async () => {
    await node?.stop();
    await store?.close();
  });

  const pay = async () => {
    const tx = await node.pay({ [await node.address('bech32')]: '1.5' });
    await node.mine(1);
    return tx;
  };
  const run = () => ingestChain(context, node.chain, 'one', never);

  /** Whole transactions are stored as the chain has them, by their ids. */
  const expectToMatchTheChain = async () => {
    const fresh: UtxoTransaction[] = [];
    const { height } = await source.head(never);
    for await (const { utxo = [] } of source.blocks({ fromHeight, toHeight: height }, never)) {
      fresh.push(...utxo);
    }
    const ids = fresh.map(({ tx }) => tx);
    const { ledger, coins } = context;
    const known = await coins.transactions(node.chain, ids);
    expect(known).toEqual(fresh);
    for (const { tx, blockHash } of fresh.slice(-3)) {
      const transfers = await ledger.transaction(noOrganisation, node.chain, tx);
      expect(transfers.map((transfer) => transfer.blockHash)).toContain(blockHash);
    }
    const [state] = await context.ingest.states();
    expect(state).toMatchObject({ headHeight: height, cursor: { height }, toldHeight: height });
  };

  it('stores whole transactions with the cursor', async () => {
    await pay();
    expect(await run()).toBe('done');
    await expectToMatchTheChain();
  });

  it.each([1, 4])('takes back %i replaced blocks, coins and all', async (depth) => {
    const gone = [await pay(), await pay(), await pay(), await pay()].slice(-depth);
    await run();
    const { height } = await source.head(never);
    await node.rpc('invalidateblock', await node.rpc('getblockhash', height - depth + 1));
    // Their payments must not come back into the blocks that replace them.
    const address = await node.address('legacy');
    for (let n = 0; n <= depth; n++) await node.rpc('generateblock', address, []);
    expect(await run()).toBe('done');
    await expectToMatchTheChain();
    expect(await context.coins.transactions(node.chain, gone)).toEqual([]);
  });

  it('stops when blocks behind more than its six confirmations were replaced', async () => {
    for (let n = 0; n < 9; n++) await pay();
    await run();
    const { height } = await source.head(never);
    await node.rpc('invalidateblock', await node.rpc('getblockhash', height - 7));
    await node.mine(10);
    expect(await run()).toBe('halted');
  });
});
