import { Transaction } from 'bitcoinjs-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAnswer } from '../../../src/runtime/commands/verify-command.ts';
import { composeCore } from '../../../src/runtime/compose-core.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { readSettings } from '../../../src/runtime/settings.ts';
import { available } from '../../support/availability.ts';
import { blockbookAnswer } from '../../support/blockbook-server.ts';
import { coinConfig } from '../../support/coin-config.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';
import { type Litecoind, startLitecoind } from '../../support/litecoind.ts';
import { coinAt, type PaidTo } from '../../support/node-coins.ts';
import { type RunningService, startService } from '../../support/running-service.ts';
import { until } from '../../support/until.ts';
import { UtxoIndex } from '../../support/utxo-index.ts';

type End = { kind: string; account: string; amountBase: string };

/** Blockbook knows addresses alone: who spent a bare multisig output it tells by the output. */
describe.skipIf(!available('litecoind').ok)('a wage that goes through a bare multisig', () => {
  let node: Litecoind;
  let service: RunningService;
  let proxy: FaultyProxy;
  let index: UtxoIndex;
  let [worker, listed, wage, unseen] = ['', '', '', ''];
  let tellsSpenders = true;

  beforeAll(async () => {
    node = await startLitecoind();
    await node.mine(101);
    worker = await node.address('bech32');
    listed = await node.address('legacy');
    wage = await node.pay({ [worker]: '1.0' });
    await node.mine(1);
    const shared = await multisigOf([await node.address('legacy'), await node.address('legacy')]);
    const locked = await sendRaw([wage, worker], '0.999', worker, shared);
    await node.mine(1);
    const vout =
      Transaction.fromHex(`${await node.rpc('getrawtransaction', locked)}`).outs.length - 1;
    await sign(
      `${await node.rpc('createrawtransaction', [{ txid: locked, vout }], [{ [listed]: '0.998' }])}`,
    );
    await node.mine(1);
    index = await UtxoIndex.of((method, ...params) => node.rpc(method, ...params));
    proxy = await startFaultyProxy();
    proxy.intercept = ({ path }) => {
      const answer = blockbookAnswer(index, node.chain, path);
      if (tellsSpenders) return answer;
      return { ...answer, body: `${answer.body}`.replaceAll('spentTxId', 'left out') };
    };
    const provider = `{ name: blockbook, dialect: blockbook, url: "${proxy.url}" }`;
    service = await startService(coinConfig(node, listed, provider), undefined);
    await service.startWorker();
    await service.call('POST', '/v1/lists/acme-own/refresh');
  });
  afterAll(async () => {
    await service?.stop();
    await proxy?.close();
    await node?.stop();
  });

  /** One of two keys of the node's wallet signs. */
  async function multisigOf(addresses: readonly string[]): Promise<string> {
    const keys = await Promise.all(
      addresses.map(async (address) => {
        // CAST: the node's own answer.
        return ((await node.rpc('getaddressinfo', address)) as { pubkey: string }).pubkey;
      }),
    );
    return `51${keys.map((key) => `21${key}`).join('')}52ae`;
  }

  /** The node writes no such script itself: it is put in the place of an address. */
  async function sendRaw(coin: PaidTo, amount: string, to: string, script: string) {
    const inputs = [await coinAt(node, coin)];
    const raw = `${await node.rpc('createrawtransaction', inputs, [{ [to]: amount }])}`;
    const transaction = Transaction.fromHex(raw);
    for (const output of transaction.outs) output.script = Buffer.from(script, 'hex');
    return await sign(transaction.toHex());
  }

  async function sign(raw: string): Promise<string> {
    // CAST: the node's own answer.
    const signed = (await node.rpc('signrawtransactionwithwallet', raw)) as { hex: string };
    return `${await node.rpc('sendrawtransaction', signed.hex, 0)}`;
  }

  async function followed() {
    const asked = await service.call('POST', '/v1/flows', {
      transaction: { chain: node.chain, tx: wage, to: worker },
    });
    const flow = await until('the flow is traced', async () => {
      const { body } = await service.call('GET', `/v1/flows/${asked.body.id}`);
      return ['traced', 'failed'].includes(body.state) ? body : undefined;
    });
    const ends = flow.result.endpoints.filter(({ amountBase }: End) => amountBase !== '0');
    return { flow, kinds: ends.map(({ kind }: End) => kind).sort() };
  }

  async function verify(id: string) {
    const settings = readSettings(service.environment, []);
    const log = createLog({ logLevel: 'fatal', logJson: false }, 'verify');
    const core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
    return await verifyAnswer(core, id).finally(() => core.close());
  }

  it('ends in front of it where the server keeps no index of spenders', async () => {
    tellsSpenders = false;
    const { flow, kinds } = await followed();
    tellsSpenders = true;
    expect(kinds).toEqual(['fee', 'not-covered']);
    expect(flow.result.completeness.state).toBe('incomplete');
    unseen = flow.id;
  });

  it('reaches the listed account behind it, and is verified from what was stored', async () => {
    const { flow, kinds } = await followed();
    expect(kinds).toEqual(['fee', 'sanctioned']);
    expect(flow.result.completeness).toEqual({ state: 'complete', reasons: [] });
    const [path] = flow.result.paths;
    expect(path.hops.map((hop: { to: string }) => hop.to)).toEqual([
      `${node.chain}:${worker}`,
      expect.stringContaining(':script-'),
      `${node.chain}:${listed}`,
    ]);
    expect(await verify(flow.id)).toEqual({ id: flow.id, holds: true, discrepancies: [] });
    // What is known since does not contradict what could not be seen then.
    expect(await verify(unseen)).toEqual({ id: unseen, holds: true, discrepancies: [] });
  });
});
