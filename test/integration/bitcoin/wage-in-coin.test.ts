import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { bitcoinChain } from '../../../src/chains/bitcoin/bitcoin-chain.ts';
import { openBitcoinSource } from '../../../src/chains/bitcoin/open.ts';
import { httpClient } from '../../../src/chains/http.ts';
import { attributionMethods } from '../../../src/domain/flow.ts';
import { PostgresUtxoLedger } from '../../../src/ledger/postgres/utxo-ledger.ts';
import type { ChainSource } from '../../../src/ports/chain-source.ts';
import { ownershipOf } from '../../../src/tracing/clustering/ownership.ts';
import { CoinWalk, type CoinWalkRequest } from '../../../src/tracing/coin-walk.ts';
import { available } from '../../support/availability.ts';
import { bitcoinProviderSettings, bitcoinTestChain } from '../../support/bitcoin-source.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';

const never = new AbortController().signal;

describe.skipIf(!available('litecoind').ok)('a wage paid in coin', () => {
  let node: Litecoind;
  let store: TestDatabase;
  let ledger: PostgresUtxoLedger;
  let source: ChainSource;
  let [worker, listed, shop, stranger] = ['', '', '', ''];
  let wageTx = '';

  beforeAll(async () => {
    [node, store] = await Promise.all([startLitecoind(), openTestDatabase()]);
    ledger = new PostgresUtxoLedger(store.database, ownershipOf);
    const url = node.url.replace('//', `//${node.user}:${node.password}@`);
    const settings = bitcoinProviderSettings(url, 'rpc');
    const http = httpClient('node', settings.limits);
    source = openBitcoinSource(bitcoinChain(bitcoinTestChain(node.chain)), settings, http);
    await node.mine(101);
    [worker, shop] = [await node.address('bech32'), await node.address('legacy')];
    [listed, stranger] = [await node.address('p2sh-segwit'), await node.address('bech32')];
    wageTx = await node.pay({ [worker]: '1.00', [await node.address('legacy')]: '2.00' });
    await node.mine(1);
    const spending = await send([wageTx, worker], [{ [shop]: 0.3 }, { [worker]: 0.699 }]);
    // The wallet must not pay others with the worker's change.
    await node.rpc('lockunspent', false, [await coinOf([spending, worker])]);
    const other = await node.pay({ [stranger]: '0.5' });
    await node.mine(1);
    // Change and a stranger's coin are merged into a listed account.
    await send([spending, worker], [{ [listed]: 1.19 }], [other, stranger]);
    await node.mine(2);
  });

  afterAll(async () => {
    await node?.stop();
    await store?.close();
  });

  /** Spends the coins that transactions paid to addresses. */
  async function send(first: [string, string], outputs: object[], ...more: [string, string][]) {
    const inputs = await Promise.all([first, ...more].map(coinOf));
    const raw = await node.rpc('createrawtransaction', inputs, outputs);
    // CAST: the node's own answer.
    const signed = (await node.rpc('signrawtransactionwithwallet', raw)) as { hex: string };
    return `${await node.rpc('sendrawtransaction', signed.hex, 0)}`;
  }

  async function coinOf([txid, address]: [string, string]) {
    // CAST: the node's own answer.
    const { vout } = (await node.rpc('getrawtransaction', txid, true)) as {
      vout: { scriptPubKey: { addresses?: string[] } }[];
    };
    return { txid, vout: vout.findIndex((o) => o.scriptPubKey.addresses?.[0] === address) };
  }

  /** From the node through the source into the ledger, then coin by coin out of it. */
  async function followed(method: CoinWalkRequest['method']) {
    const [paid] = await ledger.transactions(node.chain, [wageTx]);
    const index = paid?.outputs.findIndex((o) => o.account === account(worker)) ?? -1;
    const coin = paid?.outputs[index];
    if (!coin) throw new Error('the wage is in the ledger');
    const walk = new CoinWalk({
      seeds: [
        { outpoint: { tx: wageTx, index }, account: coin.account, amountBase: coin.amountBase },
      ],
      method,
      stopAt: (given) => (given === account(listed) ? 'sanctioned' : undefined),
      limits: { minimumBase: 1_000n, hopsMax: 20, transactionsMax: 1_000 },
    });
    while (walk.wanted().length > 0) walk.load(await ledger.spendersOf(node.chain, walk.wanted()));
    return walk.ends();
  }

  const account = (address: string) => readAccount(node.chain, address);

  it('is found in a listed account behind change and a merge', async () => {
    const toHeight = Number(await node.rpc('getblockcount'));
    for await (const { utxo } of source.blocks({ fromHeight: 102, toHeight }, never)) {
      await ledger.append(utxo ?? []);
    }
    const ends = await followed('fifo');
    const at = (address: string) => ends.find((end) => end.account === account(address));
    expect(at(listed)).toMatchObject({ kind: 'sanctioned', hops: 2, tracedBase: 69_900_000n });
    expect(at(shop)).toMatchObject({ kind: 'unspent', hops: 1, tracedBase: 30_000_000n });
    expect(ends.find((end) => end.kind === 'fee')?.tracedBase).toBe(100_000n);
  });

  it.each(attributionMethods.filter((method) => method !== 'poison'))(
    'is all there at the ends under %s',
    async (method) => {
      const ends = await followed(method);
      expect(ends.reduce((sum, end) => sum + end.tracedBase, 0n)).toBe(100_000_000n);
    },
  );
});
