import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountKey, readAccount } from '../../src/accounts/account.ts';
import { bitcoinAccountOfKey } from '../../src/accounts/account-of-key.ts';
import { bitcoinChain } from '../../src/chains/bitcoin/bitcoin-chain.ts';
import { openBitcoinSource } from '../../src/chains/bitcoin/open.ts';
import { httpClient } from '../../src/chains/http.ts';
import { addressOf, chainId } from '../../src/domain/caip.ts';
import type { Coin, UtxoTransaction } from '../../src/domain/utxo.ts';
import { PostgresUtxoLedger } from '../../src/ledger/postgres/utxo-ledger.ts';
import { foundOrganisation } from '../../src/runtime/api-keys.ts';
import { verifyAnswer } from '../../src/runtime/commands/verify-command.ts';
import { type Core, composeCore } from '../../src/runtime/compose-core.ts';
import { createLog } from '../../src/runtime/log.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { ownershipOf } from '../../src/tracing/clustering/ownership.ts';
import { available } from '../support/availability.ts';
import { bitcoinProviderSettings, bitcoinTestChain } from '../support/bitcoin-source.ts';
import { type Litecoind, startLitecoind } from '../support/litecoind.ts';
import { spendCoins } from '../support/node-coins.ts';
import { type Publisher, startPublisher } from '../support/publisher.ts';
import { type RunningService, startService } from '../support/running-service.ts';
import { sdnDocument } from '../support/sdn-document.ts';
import { until } from '../support/until.ts';

/** Litecoin's main network. */
const chain = chainId('bip122:12a765e31ffd4059bada1e25190f6e98');
const never = new AbortController().signal;
const others = Array.from({ length: 12 }, (_, index) => ({
  uid: 100 + index,
  lastName: `LISTED ${index}`,
  wallets: [['ETH', `0x${String(index).padStart(40, '0')}`]] as const,
}));

describe.skipIf(!available('litecoind').ok)('a wallet whose cluster holds a listed account', () => {
  let node: Litecoind;
  let publisher: Publisher;
  let service: RunningService;
  let core: Core;
  let ledger: PostgresUtxoLedger;
  let strangersKey = '';
  let payoutId = '';
  let [worker, second, listed, mixed, mixedToo] = ['', '', '', '', ''];
  let [funding, together, joint] = ['', '', ''];

  beforeAll(async () => {
    [node, publisher] = await Promise.all([startLitecoind(), startPublisher()]);
    publisher.publish(sdnDocument(others, { published: '2026-08-01' }));
    service = await startService(configWith(publisher), undefined);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'test');
    const settings = readSettings(service.environment, []);
    core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
    ledger = new PostgresUtxoLedger(core.database, ownershipOf);
    await core.sanctions.refresh('us-ofac-sdn', { acceptShrunk: true });
    const stranger = { name: 'Other', sandbox: false };
    strangersKey = (await foundOrganisation(core.database, systemClock, stranger)).admin.key;
    await service.startWorker();
    await mineHistory();
    await readChain();
  });
  afterAll(async () => {
    await core?.close();
    await service?.stop();
    await publisher?.close();
    await node?.stop();
  });

  /** The worker's two accounts are spent together, and the second with what will be listed. */
  async function mineHistory(): Promise<void> {
    await node.mine(101);
    worker = await node.address('bech32');
    second = await node.address('legacy');
    listed = await node.address('bech32');
    const round = await Promise.all([1, 2, 3, 4, 5].map(() => node.address('bech32')));
    [mixed = '', mixedToo = ''] = round;
    const entry = Object.fromEntries(round.map((to, i) => [to, i === 0 ? '0.01005' : '0.01']));
    funding = await node.pay({ ...entry, [worker]: '1.0', [second]: '0.5', [listed]: '0.3' });
    await node.mine(1);
    const shop = await node.address('p2sh-segwit');
    const out = (amount: string) => [{ [shop]: amount }];
    const back = [...out('1.2'), { [second]: '0.2999' }];
    together = await spendCoins(
      node,
      [worker, second].map((from) => [funding, from] as const),
      back,
    );
    await node.mine(1);
    joint = await spendCoins(
      node,
      [[together, second] as const, [funding, listed] as const],
      out('0.5998'),
    );
    const fresh = await Promise.all(round.map(() => node.address('bech32')));
    await spendCoins(
      node,
      round.map((from) => [funding, from] as const),
      fresh.map((to) => ({ [to]: '0.01' })),
    );
    await node.mine(1);
  }

  /**
   * The node's blocks as if they were of the main network: its own, of tests, can be on no list.
   */
  async function readChain(): Promise<void> {
    const toHeight = Number(await node.rpc('getblockcount'));
    const url = node.url.replace('//', `//${node.user}:${node.password}@`);
    const provider = bitcoinProviderSettings(url, 'rpc');
    const http = httpClient('node', provider.limits);
    const source = openBitcoinSource(bitcoinChain(bitcoinTestChain(node.chain)), provider, http);
    for await (const { utxo = [] } of source.blocks({ fromHeight: 102, toHeight }, never)) {
      await ledger.append(utxo.map(onMainNetwork));
    }
  }

  const onMainNetwork = (transaction: UtxoTransaction): UtxoTransaction => ({
    ...transaction,
    chain,
    outputs: transaction.outputs.map(respelled),
    inputs: transaction.inputs.map((input) => ({
      ...input,
      coin: input.coin && respelled(input.coin),
    })),
  });
  const respelled = (coin: Coin): Coin => ({
    ...coin,
    account: coin.account && mainNetworkAccount(accountKey(coin.account)),
  });
  const mainNetworkAccount = (key: string) =>
    bitcoinAccountOfKey(chain, key.replace('litecoin-regtest:', 'litecoin:'));

  const account = (address: string) => {
    const found = mainNetworkAccount(accountKey(readAccount(node.chain, address)));
    if (!found) throw new Error('the node gives addresses of ordinary scripts');
    return found;
  };
  const path = (address: string, rest = '') =>
    `/v1/wallets/${encodeURIComponent(account(address))}/cluster${rest}`;
  const asStranger = { authorization: `Bearer ${strangersKey}` };
  async function screened(address: string, key?: string) {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const body = { wallet: { account: account(address) } };
    const answer = await service.call('POST', '/v1/screenings', body, headers);
    return answer.body;
  }
  /** The newest flow once it is as wanted. */
  const newestFlow = async (what: string, isWanted: (flow: StoredFlow) => boolean) =>
    await until(what, async () => {
      const { body } = await service.call('GET', '/v1/flows?limit=1');
      const [newest] = body.items;
      const flow = newest && (await service.call('GET', `/v1/flows/${newest.id}`)).body;
      return flow && isWanted(flow) ? flow : undefined;
    });
  const hitsOf = ({ result }: StoredFlow) => result?.clusterHits.map((hit) => hit.account);
  const screeningOfPayout = async () => {
    const { body } = await service.call('GET', `/v1/payouts/${payoutId}`);
    return (await service.call('GET', `/v1/screenings/${body.screeningId}`)).body;
  };
  const clusterHit = async (address: string, key?: string) =>
    (await screened(address, key)).verdict.rule === 'listed-cluster';

  it('is no hit while nobody of its cluster is listed', async () => {
    const { verdict, facts } = await screened(worker);
    expect(verdict.rule).not.toBe('listed-cluster');
    expect(facts.cluster).toMatchObject({ members: 3, listedMembers: 0, listings: [] });
    const payout = {
      ...{ ref: 'wage', employerRef: 'acme', payeeRef: 'payee', payeeName: 'A Payee' },
      ...{ wallet: { account: account(worker) }, asset: 'LTC', amount: '1' },
    };
    const run = await service.call('POST', '/v1/pay-runs', { ref: 'run', payouts: [payout] });
    expect(run.body.payouts[0].screening.facts.cluster).toEqual(facts.cluster);
    payoutId = run.body.payouts[0].payout.id;
    const transaction = { chain, tx: funding, to: account(worker) };
    expect((await service.call('POST', '/v1/flows', { transaction })).status).toBe(202);
    const flow = await newestFlow('the wage is followed', ({ state }) => state === 'traced');
    expect(flow.result.clusterHits).toEqual([]);
  });

  it('is screened again when another account of it is listed, and goes to a person', async () => {
    const wallets = [
      ['LTC', addressOf(account(listed))],
      ['LTC', addressOf(account(mixed))],
    ] as const;
    const party = { uid: 999, lastName: 'COLLECTOR', wallets };
    publisher.publish(sdnDocument([...others, party], { published: '2026-11-20' }));
    const refresh = await service.call('POST', '/v1/lists/us-ofac-sdn/refresh');
    expect(refresh.status).toBe(202);
    const first = (await service.call('GET', `/v1/payouts/${payoutId}`)).body;
    const payout = await until('the payout is screened again', async () => {
      const { body } = await service.call('GET', `/v1/payouts/${payoutId}`);
      return body.screeningId === first.screeningId ? undefined : body;
    });
    expect(payout.state).toBe('screened');
    const { body } = await service.call('GET', `/v1/screenings/${payout.screeningId}`);
    expect(body.verdict).toMatchObject({ rule: 'listed-cluster', decision: 'review' });
    const [hit] = body.facts.cluster.listings;
    expect(hit).toMatchObject({ listedAccount: account(listed), confidence: 0.95 });
    expect(hit.match).toMatchObject({ kind: 'cluster', account: account(worker) });
    expect(hit.evidence.map((piece: { tx: string }) => piece.tx)).toEqual([together, joint]);
    expect(await verifyAnswer(core, payout.screeningId)).toMatchObject({ holds: true });
    const alerts = await service.call('GET', '/v1/alerts?kind=cluster-listed');
    expect(alerts.body.items.map((one: { subject: object }) => one.subject)).toEqual(
      expect.arrayContaining([
        { type: 'payout', id: payoutId },
        { type: 'payee', id: 'payee' },
      ]),
    );
  });

  it('is shown on a flow that passed it, with what joins it to the listed one', async () => {
    const flow = await newestFlow('the flow is followed again', (one) => !!hitsOf(one)?.length);
    expect(flow.result.clusterHits).toMatchObject([
      {
        account: account(worker),
        cluster: { listedMembers: 1, listings: [{ listedAccount: account(listed) }] },
      },
    ]);
    const [{ cluster }] = flow.result.clusterHits;
    expect(cluster.listings[0].evidence.map((piece: { tx: string }) => piece.tx)).toEqual([
      together,
      joint,
    ]);
    expect(flow.result.flag).toBeUndefined();
    expect(await verifyAnswer(core, flow.id)).toMatchObject({ holds: true });
    const alerts = await service.call('GET', '/v1/alerts?kind=flow-cluster-listed');
    expect(alerts.body.items).toMatchObject([{ subject: { type: 'flow', id: flow.id } }]);
    expect(alerts.body.items[0].title).toContain('COLLECTOR');
  });

  it('blocks the listed account itself, and says nothing to others of a CoinJoin', async () => {
    await until('the API has the new list', async () =>
      (await clusterHit(worker)) ? true : undefined,
    );
    expect((await screened(listed)).verdict.rule).toBe('floor');
    const { verdict, facts } = await screened(mixedToo);
    expect([verdict.rule, facts.cluster]).toEqual(['tracing-incomplete', undefined]);
  });

  it('is shown with its members in pages, and what names them', async () => {
    const first = await service.call('GET', path(worker, '?limit=2'));
    expect(first.status).toBe(200);
    const rest = await service.call(
      'GET',
      path(worker, `?limit=2&cursor=${first.body.nextCursor}`),
    );
    const members = [worker, second, listed].map(account).sort();
    expect([...first.body.members, ...rest.body.members]).toEqual(members);
    expect(rest.body.nextCursor).toBeUndefined();
    expect(first.body.facts).toMatchObject({ members: 3, listedMembers: 1 });
    // Blocks were stored by hand here, without coverage.
    expect(first.body.facts.completeness.reasons[0].code).toBe('not-covered');
    const sure = await service.call('GET', path(worker, '?confidenceMin=0.99'));
    expect(sure.body.members).toEqual([account(worker)]);
  });

  it('is split by an analyst for his organisation alone, and joined again, both audited', async () => {
    const body = { tx: joint, reason: 'The second account was sold before' };
    const foreign = { tx: 'ab'.repeat(32), reason: 'Not of this cluster' };
    expect((await service.call('POST', path(worker, '/split'), foreign)).body.code).toBe(
      'cluster.no-such-evidence',
    );
    expect((await service.call('POST', path(worker, '/split'), body)).status).toBe(201);
    expect((await service.call('POST', path(worker, '/split'), body)).status).toBe(422);
    expect(await clusterHit(worker)).toBe(false);
    // What was screened and followed before is looked at again at once.
    expect(await screeningOfPayout()).toMatchObject({
      source: 'manual',
      verdict: { rule: 'tracing-incomplete' },
    });
    await newestFlow('the flow is clear again', (flow) => hitsOf(flow)?.length === 0);
    const { members, splits } = (await service.call('GET', path(second))).body;
    expect(members).toEqual([worker, second].map(account).sort());
    expect(splits).toMatchObject([{ tx: joint, reason: body.reason }]);
    const theirs = await service.call('GET', path(second), undefined, asStranger);
    expect(theirs.body.splits ?? []).toEqual([]);
    expect(await clusterHit(worker, strangersKey)).toBe(true);
    const again = { tx: joint, reason: 'It was not sold after all' };
    expect((await service.call('POST', path(mixed, '/rejoin'), again)).body.code).toBe(
      'cluster.not-split',
    );
    expect((await service.call('POST', path(worker, '/rejoin'), again)).status).toBe(201);
    expect((await service.call('POST', path(worker, '/rejoin'), again)).body.code).toBe(
      'cluster.not-split',
    );
    expect(await clusterHit(worker)).toBe(true);
    expect((await screeningOfPayout()).verdict.rule).toBe('listed-cluster');
    await newestFlow('the flow is hit again', (flow) => !!hitsOf(flow)?.length);
    const { items } = (await service.call('GET', '/v1/audit?limit=200')).body;
    const acts = items.filter(({ action }: { action: string }) => action.startsWith('cluster.'));
    expect(acts).toMatchObject([
      { action: 'cluster.split', subject: { id: joint }, reason: body.reason },
      { action: 'cluster.rejoined', subject: { id: joint }, reason: again.reason },
    ]);
  });

  it('is alone again when a reorganisation takes the evidence back', async () => {
    await core.flows.ledger.withdraw(chain, 102);
    expect((await screened(worker)).facts.cluster).toBeUndefined();
  });
});

interface StoredFlow {
  readonly id: string;
  readonly state: string;
  readonly result?: { readonly clusterHits: readonly { readonly account: string }[] };
}

/** The configuration with the publisher's list alone. */
function configWith(publisher: Publisher): string {
  const config = mkdtempSync(join(tmpdir(), 'wagetrace-config-'));
  cpSync(join(import.meta.dirname, '../../config'), config, { recursive: true });
  writeFileSync(
    join(config, 'lists.yml'),
    `lists:\n  us-ofac-sdn: { required: true, refreshMinutes: 10000, url: "${publisher.url}" }\n  un-security-council: {}\n`,
  );
  return config;
}
