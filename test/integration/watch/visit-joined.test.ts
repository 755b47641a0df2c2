import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { bitcoinChain } from '../../../src/chains/bitcoin/bitcoin-chain.ts';
import { openBitcoinSource } from '../../../src/chains/bitcoin/open.ts';
import { httpClient } from '../../../src/chains/http.ts';
import { createOrganisation } from '../../../src/database/organisations.ts';
import type { AccountId } from '../../../src/domain/caip.ts';
import type { Listing } from '../../../src/domain/listing.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { visitWallet } from '../../../src/watch/visit-wallet.ts';
import { available } from '../../support/availability.ts';
import { bitcoinProviderSettings, bitcoinTestChain } from '../../support/bitcoin-source.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { type WatchUnderTest, watchContext } from '../../support/watched-chain.ts';

const listing: Listing = {
  ...{ list: 'us-ofac-sdn', effect: 'block', jurisdiction: 'US', uid: '1', party: 'COLLECTOR' },
  ...{ aliases: [], programmes: [], raw: 'listed', published: '2024-01-01' },
  loaded: '2024-01-02T00:00:00.000Z',
};

describe.skipIf(!available('litecoind').ok)('a monitored wallet of coins', () => {
  let node: Litecoind;
  let store: TestDatabase;
  let context: WatchUnderTest;
  let [wallet, listed, funding] = ['', '', ''];
  const organisationId = systemClock.id();
  const monitorId = systemClock.id();
  const account = (address: string): AccountId => readAccount(node.chain, address);

  beforeAll(async () => {
    [node, store] = await Promise.all([startLitecoind(), openTestDatabase()]);
    const url = node.url.replace('//', `//${node.user}:${node.password}@`);
    const settings = bitcoinProviderSettings(url, 'rpc');
    const http = httpClient('node', settings.limits);
    const source = openBitcoinSource(bitcoinChain(bitcoinTestChain(node.chain)), settings, http);
    context = watchContext(store, source, 'head', (asked) =>
      asked === account(listed) ? [{ listing, kind: 'exact', account: asked }] : [],
    );
    await node.mine(101);
    [wallet, listed] = [await node.address('bech32'), await node.address('legacy')];
    funding = await node.pay({ [wallet]: '1.0', [listed]: '0.5' });
    await node.mine(1);
    await store.database.system(async (tx) => {
      await createOrganisation(tx, { id: organisationId, name: 'test', sandbox: false });
      await sql`
        insert into wallet_monitor (organisation_id, id, account, active, started_by, started_at,
          due_at)
        values (${organisationId}, ${monitorId}, ${account(wallet)}, true, 'key:test', now(),
          now())`.execute(tx);
    });
  });
  afterAll(async () => {
    await node?.stop();
    await store?.close();
  });

  async function spendTogether(): Promise<string> {
    // CAST: the node's own answer.
    const { vout } = (await node.rpc('getrawtransaction', funding, true)) as {
      vout: { scriptPubKey: { addresses?: string[] } }[];
    };
    const inputs = [wallet, listed].map((address) => ({
      txid: funding,
      vout: vout.findIndex((o) => o.scriptPubKey.addresses?.[0] === address),
    }));
    const shop = await node.address('p2sh-segwit');
    const raw = await node.rpc('createrawtransaction', inputs, [{ [shop]: '1.4998' }]);
    // CAST: the node's own answer.
    const signed = (await node.rpc('signrawtransactionwithwallet', raw)) as { hex: string };
    return `${await node.rpc('sendrawtransaction', signed.hex, 0)}`;
  }
  const visit = (number: number) =>
    visitWallet(
      context,
      organisationId,
      { monitorId, visit: number },
      {
        last: true,
        signal: new AbortController().signal,
      },
    );

  it('raises an alert, once, when it is spent together with a listed account', async () => {
    await visit(0);
    const tx = await spendTogether();
    await node.mine(1);
    expect((await visit(1))?.transfers).toBeGreaterThan(0);
    await node.mine(1);
    await visit(2);
    const { rows: alerts } = await store.database.system((open) =>
      sql`select kind, title from alert where kind = 'cluster-listed'`.execute(open),
    );
    expect(alerts).toHaveLength(1);
    const { rows: events } = await store.database.system((open) =>
      sql`select data from domain_event where type = 'wallet.risk_changed'
        and data ->> 'listedAccount' = ${account(listed)}`.execute(open),
    );
    expect(events).toEqual([{ data: { listedAccount: account(listed), txs: [tx] } }]);
  });
});
