import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, startApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
  await world.as('admin', 'PUT', '/v1/employers/acme', { name: 'Acme' });
});
afterAll(() => world.stop());

const reason = 'The passport was seen';
const wallet = (last: string) => ({ chain: 'eip155:1', address: `0x${last.padStart(40, '0')}` });
let runs = 0;

/** Pays a payee once; the payout as it is then. */
async function pay(payeeRef: string, fields: object = {}) {
  const payout = {
    ref: 'wage',
    employerRef: 'acme',
    payeeRef,
    wallet: wallet('5eed01'),
    asset: 'USDC',
    amount: '1250.5',
    ...fields,
  };
  const run = await world.as('payroll', 'POST', '/v1/pay-runs', {
    ref: `run-${runs++}`,
    payouts: [payout],
  });
  expect(run.status).toBe(201);
  return run.body.payouts[0].payout;
}

const payoutNow = async (id: string) =>
  (await world.as('auditor', 'GET', `/v1/payouts/${id}`)).body;
const screeningOf = async (payout: { screeningId: string }) =>
  (await world.as('auditor', 'GET', `/v1/screenings/${payout.screeningId}`)).body;
const putPayee = async (ref: string, name: string) =>
  (await world.as('payroll', 'PUT', `/v1/payees/${ref}`, { employerRef: 'acme', name })).body;
const auditActions = async (ref: string) => {
  const { body } = await world.as('auditor', 'GET', '/v1/audit?limit=200');
  return body.items
    .filter((one: { subject: { id: string } }) => one.subject.id === ref)
    .map((one: { action: string }) => one.action)
    .filter((action: string) => action.startsWith('payee-finding.'));
};

/** A payee called like a party of the shipped list, and the finding that it is that party. */
async function findSim(ref: string) {
  const put = await putPayee(ref, 'Hyon-Sop SIM');
  const [match] = put.screening.facts.names.matches;
  const body = {
    kind: 'is-listed-party',
    payeeRef: ref,
    screeningId: put.screening.id,
    list: match.list,
    uid: match.uid,
    reason,
  };
  return { body, made: () => world.as('analyst', 'POST', '/v1/payee-findings', body) };
}

describe('a payee whom an analyst found to be a listed party', () => {
  it('is blocked with all that is still to be paid, and whatever its name is later', async () => {
    const { made } = await findSim('sim');
    const open = await pay('sim');
    const toBank = await pay('sim', { method: 'bank', wallet: undefined });
    const turnedAway = await pay('sim');
    await world.as('analyst', 'POST', `/v1/payouts/${turnedAway.id}/reject`, { reason });
    expect([open.state, open.decision]).toEqual(['screened', 'review']);

    const answer = await made();
    expect(answer.status).toBe(201);
    expect(answer.body.matter).toMatchObject({ kind: 'is-listed-party', jurisdiction: 'US' });
    for (const { id } of [open, toBank]) {
      expect(await payoutNow(id)).toMatchObject({ state: 'blocked', decision: 'block' });
    }
    expect((await payoutNow(turnedAway.id)).state).toBe('rejected');
    const screening = await screeningOf(await payoutNow(open.id));
    expect(screening).toMatchObject({ source: 'manual', verdict: { rule: 'floor' } });
    expect(screening.verdict.reasons[0]).toMatch(/^confirmed: the payee is /);
    expect(screening.facts.names.findings).toMatchObject([{ id: answer.body.id }]);

    const renamed = await putPayee('sim', 'John Smith');
    expect(renamed.screening.verdict).toMatchObject({ decision: 'block', rule: 'floor' });
    expect(await pay('sim')).toMatchObject({ state: 'blocked', decision: 'block' });
    const alerts = await world.as('analyst', 'GET', '/v1/alerts?kind=payout-blocked');
    expect(alerts.body.items.map((one: { subject: { id: string } }) => one.subject.id)).toEqual(
      expect.arrayContaining([open.id, toBank.id]),
    );
  });

  it('stays blocked until two people revoke it, and what was blocked then stays so', async () => {
    const { made } = await findSim('sim-2');
    const { body: finding } = await made();
    const blocked = await pay('sim-2');
    const revoke = (who: 'analyst' | 'admin') =>
      world.as(who, 'POST', `/v1/payee-findings/${finding.id}/revoke`, { reason: 'Mistaken' });
    expect((await revoke('analyst')).body.revocation).toMatchObject({ reason: 'Mistaken' });
    expect((await pay('sim-2')).state).toBe('blocked');
    const same = await revoke('analyst');
    expect([same.status, same.body.code]).toEqual([409, 'finding.same-person']);
    expect((await revoke('admin')).body.revoked).toBeDefined();
    expect(await pay('sim-2')).toMatchObject({ state: 'screened', decision: 'review' });
    expect((await payoutNow(blocked.id)).state).toBe('blocked');
    const again = await revoke('admin');
    expect([again.status, again.body.code]).toEqual([409, 'finding.bad-state']);
    expect(await auditActions('sim-2')).toEqual([
      'payee-finding.made',
      'payee-finding.revocation-asked',
      'payee-finding.revoked',
    ]);
  });

  it('is found once, for a match that a screening shows, by those who may', async () => {
    const { body, made } = await findSim('sim-3');
    const noMatch = await world.as('analyst', 'POST', '/v1/payee-findings', { ...body, uid: '1' });
    expect([noMatch.status, noMatch.body.code]).toEqual([422, 'dismissal.no-such-match']);
    expect((await world.as('payroll', 'POST', '/v1/payee-findings', body)).status).toBe(403);
    expect((await made()).status).toBe(201);
    const twice = await made();
    expect([twice.status, twice.body.code]).toEqual([409, 'finding.exists']);
    const page = await world.as('auditor', 'GET', '/v1/payee-findings?payeeRef=sim-3');
    expect(page.body.items).toMatchObject([{ payeeRef: 'sim-3', made: { reason } }]);
  });
});

describe('a payee who is blocked by status', () => {
  it('is so when a second person confirms it', async () => {
    await putPayee('official', 'An Ordinary Name');
    const before = await pay('official');
    expect(before.state).toBe('screened');
    const { body: finding } = await world.as('analyst', 'POST', '/v1/payee-findings', {
      kind: 'blocked-by-status',
      payeeRef: 'official',
      status: 'works-for-blocked-government',
      programme: 'DPRK3',
      reason,
    });
    expect((await payoutNow(before.id)).state).toBe('screened');
    const confirm = (who: 'analyst' | 'admin') =>
      world.as(who, 'POST', `/v1/payee-findings/${finding.id}/confirm`, { reason: 'So it is' });
    const same = await confirm('analyst');
    expect([same.status, same.body.code]).toEqual([409, 'finding.same-person']);
    expect((await confirm('admin')).body.confirmed).toMatchObject({ reason: 'So it is' });
    expect(await payoutNow(before.id)).toMatchObject({ state: 'blocked', decision: 'block' });
    const { verdict } = await screeningOf(await payoutNow(before.id));
    expect(verdict.reasons).toEqual(['confirmed by two: works-for-blocked-government (DPRK3)']);
    expect((await confirm('admin')).body.code).toBe('finding.bad-state');
  });

  it('was never so when the first took it back', async () => {
    await putPayee('nobody', 'Another Name');
    const { body: finding } = await world.as('analyst', 'POST', '/v1/payee-findings', {
      kind: 'blocked-by-status',
      payeeRef: 'nobody',
      status: 'owned-by-blocked-persons',
      programme: 'SDGT',
      reason,
    });
    const path = `/v1/payee-findings/${finding.id}`;
    const { body } = await world.as('analyst', 'POST', `${path}/revoke`, { reason: 'Mistaken' });
    expect(body.revoked).toBeDefined();
    const late = await world.as('admin', 'POST', `${path}/confirm`, { reason });
    expect([late.status, late.body.code]).toEqual([409, 'finding.bad-state']);
    expect((await pay('nobody')).state).toBe('screened');
  });
});

describe('findings of another organisation', () => {
  it('are neither seen nor changed, and do not count', async () => {
    const { made } = await findSim('shared-ref');
    const { body: finding } = await made();
    for (const action of ['confirm', 'revoke']) {
      const path = `/v1/payee-findings/${finding.id}/${action}`;
      const answer = await world.as('stranger', 'POST', path, { reason });
      expect([answer.status, answer.body.code]).toEqual([404, 'finding.not-found']);
    }
    const page = await world.as('stranger', 'GET', '/v1/payee-findings');
    expect(page.body.items).toEqual([]);
    await world.as('stranger', 'PUT', '/v1/employers/acme', { name: 'Acme' });
    const theirs = await world.as('stranger', 'PUT', '/v1/payees/shared-ref', {
      employerRef: 'acme',
      name: 'John Smith',
      wallet: wallet('5eed09'),
    });
    expect(theirs.body.screening.verdict.decision).toBe('review');
    expect(theirs.body.screening.facts.names.findings).toBeUndefined();
  });
});
