import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, listed, ordinary, startApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.stop());

const reason = 'looked at it';

describe('what belongs to another organisation', () => {
  it('is not found by any id, and nothing of it shows', async () => {
    const { as } = world;
    const run = await as('payroll', 'POST', '/v1/pay-runs', {
      ref: 'secret-run',
      payouts: [
        {
          ref: 'secret-payout',
          employerRef: 'secret-employer',
          payeeRef: 'secret-payee',
          payeeName: 'Secret Name',
          wallet: { chain: 'eip155:1', address: listed },
          asset: 'USDC',
          amount: '10',
        },
      ],
    });
    expect(run.status).toBe(201);
    const [{ payout, screening }] = run.body.payouts;
    const flow = await as('analyst', 'POST', '/v1/flows', {
      transaction: { chain: 'eip155:1', tx: `0x${'a'.repeat(64)}` },
    });
    const exposure = await as('analyst', 'POST', `/v1/wallets/eip155:1:${listed}/exposure`, {
      asset: 'USDC',
    });
    const reach = await as('analyst', 'POST', '/v1/reach', {
      chain: 'eip155:1',
      wallets: [listed],
      list: [ordinary],
    });
    expect(reach.status).toBe(202);
    const alerts = await as('analyst', 'GET', '/v1/alerts');
    const [alert] = alerts.body.items;
    const attempts: [string, string, object | undefined, string][] = [
      ['GET', `/v1/payouts/${payout.id}`, undefined, 'payout.not-found'],
      ['POST', `/v1/payouts/${payout.id}/hold`, { reason }, 'payout.not-found'],
      ['POST', `/v1/payouts/${payout.id}/release`, { reason }, 'payout.not-found'],
      ['POST', `/v1/payouts/${payout.id}/reject`, { reason }, 'payout.not-found'],
      [
        'POST',
        `/v1/payouts/${payout.id}/unblock`,
        { reason, ground: 'delisted' },
        'payout.not-found',
      ],
      [
        'POST',
        `/v1/payouts/${payout.id}/settlement`,
        { chain: 'eip155:1', tx: `0x${'a'.repeat(64)}` },
        'payout.not-found',
      ],
      ['GET', `/v1/screenings/${screening.id}`, undefined, 'screening.not-found'],
      ['GET', `/v1/flows/${flow.body.id}`, undefined, 'flow.not-found'],
      ['GET', `/v1/flows/${flow.body.id}/events`, undefined, 'flow.not-found'],
      ['GET', `/v1/flows/${flow.body.id}/evidence`, undefined, 'flow.not-found'],
      ['GET', `/v1/reach/${reach.body.id}`, undefined, 'inquiry.not-found'],
      ['GET', `/v1/exposures/${exposure.body.id}`, undefined, 'inquiry.not-found'],
      ['PATCH', `/v1/alerts/${alert.id}`, { state: 'investigating' }, 'alert.not-found'],
    ];
    for (const [method, path, body, code] of attempts) {
      const answer = await as('stranger', method, path, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 404, code]);
      expect(JSON.stringify(answer.body)).not.toMatch(/secret/i);
    }
    const untouched = await as('auditor', 'GET', `/v1/payouts/${payout.id}`);
    expect(untouched.body.state).toBe('blocked');
  });

  it('is in no list, profile, record or drop-in answer', async () => {
    const paths = [
      '/v1/alerts',
      '/v1/flows',
      '/v1/exposures',
      '/v1/convergence',
      '/v1/audit',
      `/v1/wallets/eip155:1:${listed}`,
      `/v1/listings?account=eip155:1:${listed}`,
    ];
    for (const path of paths) {
      const answer = await world.as('stranger', 'GET', path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(JSON.stringify(answer.body)).not.toMatch(/secret/i);
    }
  });

  it('does not stand in the way of the same references and keys', async () => {
    const body = {
      ref: 'secret-run',
      payouts: [
        { ref: 'p', employerRef: 'e', payeeRef: 'secret-payee', method: 'bank', payeeName: 'N' },
      ],
    };
    const key = { 'idempotency-key': 'shared-by-chance' };
    const mine = await world.as('admin', 'POST', '/v1/screenings', { wallet: w() }, key);
    const theirs = await world.as('stranger', 'POST', '/v1/screenings', { wallet: w() }, key);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect((await world.as('stranger', 'POST', '/v1/pay-runs', body)).status).toBe(201);
  });
});

const w = () => ({ chain: 'eip155:1', address: ordinary });
