import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchSettingsOf, shippedCatalogue } from '../../../bench/crosschain-settings.ts';
import { readAccount } from '../../../src/accounts/account.ts';
import { bitcoinChain } from '../../../src/chains/bitcoin/bitcoin-chain.ts';
import { openBitcoinSource } from '../../../src/chains/bitcoin/open.ts';
import { httpClient } from '../../../src/chains/http.ts';
import {
  type LegDecoder,
  legDecoder,
  loadFamilies,
} from '../../../src/crosschain/bridges/leg-decoder.ts';
import { eventAccount, tokenAsset } from '../../../src/crosschain/event-values.ts';
import { matchLegs } from '../../../src/crosschain/matcher/match-legs.ts';
import { readConversions } from '../../../src/crosschain/read-conversions.ts';
import { recordOfSourced } from '../../../src/crosschain/transaction-reader.ts';
import type { ChainId } from '../../../src/domain/caip.ts';
import { complete } from '../../../src/domain/completeness.ts';
import type { ChainCatalogue } from '../../../src/ports/chain-catalogue.ts';
import type { ChainSource } from '../../../src/ports/chain-source.ts';
import { type Anvil, type DeployedContract, startAnvil } from '../../support/anvil.ts';
import { available } from '../../support/availability.ts';
import { bitcoinProviderSettings, bitcoinTestChain } from '../../support/bitcoin-source.ts';
import { evmChain, nodeSource } from '../../support/evm-chain.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';

const signal = AbortSignal.timeout(60_000);

describe.skipIf(!available('litecoind').ok)(
  'a wage by memo between an EVM chain and Litecoin',
  () => {
    let anvil: Anvil;
    let node: Litecoind;
    let token: DeployedContract;
    let router: DeployedContract;
    let sources: Map<ChainId, ChainSource>;
    let chains: ChainCatalogue;
    let decoder: LegDecoder;
    const catalogue = shippedCatalogue();
    const settings = matchSettingsOf(catalogue);

    beforeAll(async () => {
      [anvil, node] = await Promise.all([startAnvil({ chainNumber: 31_601 }), startLitecoind()]);
      await node.mine(101);
      token = await anvil.deploy('PlainToken', 'Dollar', 'USD', 6);
      router = await anvil.deploy('MemoRouter');
      const url = node.url.replace('//', `//${node.user}:${node.password}@`);
      const provider = bitcoinProviderSettings(url, 'rpc');
      const http = httpClient('node', provider.limits);
      const litecoin = bitcoinTestChain(node.chain);
      sources = new Map<ChainId, ChainSource>([
        [anvil.chain, nodeSource(anvil)],
        [node.chain, openBitcoinSource(bitcoinChain(litecoin), provider, http)],
      ]);
      const known = [evmChain(anvil, []).chain, litecoin];
      chains = {
        chains: () => known,
        chain: (id) => known.find((chain) => chain.id === id),
        source: (id) => sources.get(id),
        asset: () => undefined,
        tracing: () => complete,
      };
      // The development chains stand for the ones that memos name.
      const rows = catalogue.rows.map((row) =>
        row.protocol === 'thorchain'
          ? {
              ...row,
              chains: new Map([
                ['LTC', node.chain],
                ['ETH', anvil.chain],
              ]),
            }
          : row,
      );
      decoder = legDecoder(await loadFamilies({ ...catalogue, rows }));
    });

    afterAll(async () => {
      await Promise.all([anvil?.stop(), node?.stop()]);
    });

    async function read(chain: ChainId, tx: string) {
      const sourced = await sources.get(chain)?.transaction(tx, signal);
      const record = sourced && recordOfSourced(chains, chain, tx, sourced);
      if (!record) throw new Error(`${tx} is not there`);
      return readConversions(record, decoder, { orderHolders: [] });
    }

    /** Pays to one address, with a memo, from the node's wallet; the first output is the payment. */
    async function pay(address: string, amount: string, memo: string): Promise<string> {
      const data = Buffer.from(memo).toString('hex');
      const raw = await node.rpc('createrawtransaction', [], [{ [address]: amount }, { data }]);
      const options = { changePosition: 2 };
      // CAST: the node's own answers.
      const funded = (await node.rpc('fundrawtransaction', raw, options)) as { hex: string };
      const signed = (await node.rpc('signrawtransactionwithwallet', funded.hex)) as {
        hex: string;
      };
      const tx = `${await node.rpc('sendrawtransaction', signed.hex, 0)}`;
      await node.mine(1);
      return tx;
    }

    it('goes out to Litecoin: the payout names the hash of the deposit', async () => {
      const [worker = '', vault = ''] = anvil.accounts;
      const receiver = await node.address('bech32');
      await token.call(worker, 'mint', [worker, 500_000_000n]);
      await token.call(worker, 'approve', [router.address, 500_000_000n]);
      const memo = `=:l:${receiver}:0/1/0`;
      const tx = await router.call(worker, 'deposit', [vault, token.address, 500_000_000n, memo]);
      const departed = await read(anvil.chain, tx);
      expect(departed.departures).toMatchObject([
        {
          leg: {
            counterpart: node.chain,
            recipient: { account: readAccount(node.chain, receiver) },
          },
          side: {
            account: eventAccount(anvil.chain, worker),
            asset: tokenAsset(eventAccount(anvil.chain, token.address)),
            amountBase: 500_000_000n,
          },
        },
      ]);

      const payout = await pay(receiver, '4.99', `OUT:${tx.slice(2).toUpperCase()}`);
      const arrived = await read(node.chain, payout);
      const [match] = matchLegs([...departed.legs, ...arrived.legs], settings);
      expect(match?.pending).toBeUndefined();
      expect(match?.destinations).toMatchObject([
        {
          leg: { tx: payout, amountBase: 499_000_000n, chain: node.chain },
          method: 'exact-id',
        },
      ]);
    });

    it('comes back: the payment to the vault is the first output, and the payout a token', async () => {
      const [, vault = '', receiver = ''] = anvil.accounts;
      const source = await pay(await node.address('bech32'), '3', `=:ETH.USD-0X1:${receiver}:0`);
      const departed = await read(node.chain, source);
      expect(departed.departures[0]?.side).toMatchObject({
        amountBase: 300_000_000n,
        transferKeys: [`${node.chain}:${source}:0`],
      });
      await token.call(vault, 'mint', [router.address, 299_000_000n]);
      const memo = `OUT:${source.toUpperCase()}`;
      const payout = await router.call(vault, 'transferOut', [
        receiver,
        token.address,
        299_000_000n,
        memo,
      ]);
      const arrived = await read(anvil.chain, payout);
      const [match] = matchLegs([...departed.legs, ...arrived.legs], settings);
      expect(match?.destinations).toMatchObject([
        {
          leg: {
            tx: payout,
            recipient: { account: eventAccount(anvil.chain, receiver) },
            amountBase: 299_000_000n,
          },
        },
      ]);
    });
  },
);
