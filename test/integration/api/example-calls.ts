import { sql } from 'kysely';
import { type ApiWorld, another, listed, ordinary } from './api-world.ts';

const chain = 'eip155:1';
export const account = `${chain}:${ordinary}`;
const transaction = (digit: string) => ({ chain, tx: `0x${digit.repeat(64)}` });

/** One call that creates or changes something, by whom, and another body that fits as well. */
export interface ExampleCall {
  readonly name: string;
  readonly who: keyof ApiWorld['keys'];
  readonly path: string;
  readonly body: object;
  readonly other: object;
}

/** What calls have made: its id, by the path of its kind; what payroll was paid, by its reference. */
export interface Made {
  readonly ids: Map<string, string>;
  readonly payouts: Map<string, string>;
}

const payout = (ref: string, address: string) => ({
  ...{ ref, employerRef: 'secret-employer', payeeRef: `secret-${ref}`, payeeName: 'Secret Name' },
  ...{ wallet: { chain, address }, asset: 'USDC', amount: '10' },
});
const status = (payeeRef: string) => ({
  ...{ kind: 'blocked-by-status', payeeRef, status: 'works-for-blocked-government' },
  ...{ programme: 'DPRK3', reason: 'The papers were seen' },
});
const label = (name: string) => ({
  ...{ account, name, category: 'exchange', entity: 'secret-entity', source: 'own research' },
  ...{ confidence: 0.9, date: '2026-01-01' },
});
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const why = { reason: 'The papers were seen' };
const whyElse = { reason: 'Somebody said so' };

/** Makes what no operation below makes: payouts to act on, a payee with a listed name. */
async function prepare(world: ApiWorld, made: Made) {
  const payouts = ['free', 'held', 'turned-away'].map((ref) => payout(ref, ordinary));
  const run = await world.as('payroll', 'POST', '/v1/pay-runs', {
    ref: 'secret-run',
    payouts: [...payouts, payout('blocked', listed)],
  });
  for (const one of run.body.payouts) made.payouts.set(one.payout.ref, one.payout.id);
  made.ids.set('/v1/payouts', made.payouts.get('blocked') ?? '');
  await world.as('payroll', 'PUT', '/v1/employers/acme', { name: 'Acme' });
  const named = { employerRef: 'acme', name: 'Hyon-Sop SIM' };
  const put = await world.as('payroll', 'PUT', '/v1/payees/secret-sim', named);
  const [match] = put.body.screening.facts.names.matches;
  const { body } = await world.as('analyst', 'GET', '/v1/alerts');
  made.ids.set('/v1/alerts', body.items[0].id);
  return { screeningId: put.body.screening.id, list: match.list, uid: match.uid };
}

/**
 * Example calls of all operations that honour an `Idempotency-Key`, in an order in which each finds
 * what it needs. Whoever goes through them makes each, and keeps its id, before he asks for the next.
 */
export async function* exampleCalls(world: ApiWorld, made: Made): AsyncGenerator<ExampleCall> {
  const match = await prepare(world, made);
  const call = (
    who: ExampleCall['who'],
    template: string,
    body: object,
    other: object,
    id = '',
  ): ExampleCall => {
    const path = template.replace('{id}', id).replace('{account}', account);
    return { name: `POST ${template}`, who, path, body, other };
  };
  const act = (action: string, ref: string, more: object = {}) => {
    const id = made.payouts.get(ref);
    const [body, other] = [why, whyElse].map((one) => ({ ...one, ...more })) as [object, object];
    return call('analyst', `/v1/payouts/{id}/${action}`, body, other, id);
  };
  yield call(
    ...(['payroll', '/v1/pay-runs'] as const),
    ...([{ ref: 'one', payouts: [payout('one', another)] }] as const),
    { ref: 'two', payouts: [payout('two', another)] },
  );
  const wallets = [listed, another].map((address) => ({ wallet: { chain, address } }));
  yield call('payroll', '/v1/screenings', wallets[0] ?? {}, wallets[1] ?? {});
  const dismissal = { payeeRef: 'secret-sim', expiresAt: inDays(30), ...match };
  yield call(
    ...(['analyst', '/v1/name-dismissals'] as const),
    ...([
      { ...dismissal, ...why },
      { ...dismissal, ...whyElse },
    ] as const),
  );
  yield call('analyst', '/v1/payee-findings', status('secret-free'), status('secret-held'));
  const finding = () => made.ids.get('/v1/payee-findings');
  yield call('secondAdmin', '/v1/payee-findings/{id}/confirm', why, whyElse, finding());
  yield call('analyst', '/v1/payee-findings/{id}/revoke', why, whyElse, finding());
  yield act('hold', 'held');
  yield act('release', 'held');
  yield act('reject', 'turned-away');
  yield act('unblock', 'blocked', { ground: 'not-a-match' });
  yield call(
    ...(['payroll', '/v1/payouts/{id}/settlement', transaction('a'), transaction('b')] as const),
    made.payouts.get('held'),
  );
  yield call('analyst', '/v1/wallets/{account}/monitor', {}, { active: false });
  const [usdc, usdt] = ['USDC', 'USDT'].map((asset) => ({ asset })) as [object, object];
  yield call('analyst', '/v1/wallets/{account}/exposure', usdc, usdt);
  yield call('analyst', '/v1/convergence', { chain, ...usdc }, { chain, ...usdt });
  const near = (address: string) => ({ chain, wallets: [address], list: [ordinary] });
  yield call('analyst', '/v1/reach', near(listed), near(another));
  const route = (address: string) => ({ from: account, to: `${chain}:${address}`, ...usdc });
  yield call('analyst', '/v1/evidence-paths', route(listed), route(another));
  const [flow, otherFlow] = ['a', 'b'].map((one) => ({ transaction: transaction(one) }));
  yield call('analyst', '/v1/flows', flow ?? {}, otherFlow ?? {});
  const flowId = made.ids.get('/v1/flows') ?? '';
  await world.database.system((tx) =>
    sql`update flow set state = 'traced' where id = ${flowId}::uuid`.execute(tx),
  );
  yield call('analyst', '/v1/flows/{id}/candidates', {}, {}, flowId);
  const [own, else_] = ['Secret Exchange', 'Another'].map((name) => ({ labels: [label(name)] }));
  yield call('analyst', '/v1/labels', own ?? {}, else_ ?? {});
}

/** Where an operation puts what it makes, where that is not its own path. */
export const kindOf: Readonly<Record<string, string>> = {
  'POST /v1/wallets/{account}/exposure': '/v1/exposures',
  'POST /v1/flows/{id}/candidates': '/v1/candidates',
};

/** They need a cluster on a chain of coins, see `test/e2e/listed-cluster.test.ts`. */
export const withoutExample: readonly string[] = [
  'POST /v1/wallets/{account}/cluster/split',
  'POST /v1/wallets/{account}/cluster/rejoin',
];
