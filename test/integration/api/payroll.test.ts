import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, another, listed, ordinary, startApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.stop());

let runs = 0;
const nextRef = () => `run-${++runs}`;
const csvType = { 'content-type': 'text/csv' };
const header = 'payout_ref,employer_ref,payee_ref,payee_name,chain,address,asset,amount';

const postCsv = async (text: string) =>
  await world.as('payroll', 'POST', `/v1/pay-runs?ref=${nextRef()}`, text, csvType);

const payout = (changes: object = {}) => ({
  ref: 'p1',
  employerRef: 'e1',
  payeeRef: 'w1',
  payeeName: 'Ada',
  wallet: { chain: 'eip155:1', address: ordinary },
  asset: 'USDC',
  amount: '10.5',
  ...changes,
});

const postRun = async (payouts: readonly object[], ref = nextRef(), headers = {}) =>
  await world.as('payroll', 'POST', '/v1/pay-runs', { ref, payouts }, headers);

/** One payout that was taken. */
async function taken(changes: object = {}) {
  const { status, body } = await postRun([payout(changes)]);
  expect(status).toBe(201);
  return body.payouts[0];
}

describe('amounts', () => {
  it.each(['-1', '+1', '1e3', '0x10', '1,000', 'NaN', '', ' 1', '1.', '.5', '١٠'])(
    'refuses %j as no figure',
    async (amount) => {
      const { status, body } = await postRun([payout({ amount })]);
      expect([status, body.code]).toEqual([400, 'request.invalid']);
    },
  );

  it.each([
    '0',
    '0.000000',
    '1.1234567',
    `1${'0'.repeat(59)}`,
    (2n ** 256n).toString().slice(0, 60),
  ])('refuses %j as a row, and the others go on', async (amount) => {
    const good = payout({ ref: 'good' });
    const { status, body } = await postRun([payout({ amount }), good]);
    const huge = amount.length > 50;
    expect(status).toBe(201);
    if (!huge) {
      expect(body.errors).toMatchObject([
        { line: 1, column: 'amount', code: 'payroll.bad-amount' },
      ]);
      expect(body.payouts).toHaveLength(1);
    }
    expect(body.payouts.at(-1).payout.ref).toBe('good');
  });

  it('refuses 2^256 base units and takes one less', async () => {
    const whole = (base: bigint) => {
      const digits = base.toString();
      return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
    };
    const over = await postRun([payout({ asset: 'ETH', amount: whole(2n ** 256n) })]);
    expect(over.body.errors).toMatchObject([{ code: 'payroll.bad-amount' }]);
    const most = await taken({ asset: 'ETH', amount: whole(2n ** 256n - 1n) });
    expect(most.payout.amountBase).toBe((2n ** 256n - 1n).toString());
  });

  it('takes noughts beyond the places of the asset', async () => {
    expect((await taken({ amount: '10.5000000000' })).payout.amountBase).toBe('10500000');
  });
});

describe('asset and amount', () => {
  const read = async (id: string) => (await world.as('analyst', 'GET', `/v1/payouts/${id}`)).body;

  it.each([
    ['an asset that is not allow-listed', { asset: 'PEPE', amount: '12.34' }],
    ['a wallet that cannot be read', { wallet: { chain: 'eip155:1', address: 'not-a-wallet' } }],
    ['a bank transfer', { method: 'bank', wallet: undefined, asset: undefined, amount: '900.10' }],
  ])('are kept as they were declared for %s', async (_what, changes) => {
    const { payout: stored } = await taken(changes);
    const { asset, amount } = payout(changes);
    expect(stored).toMatchObject({ declared: { ...(asset ? { asset } : {}), amount } });
    expect(stored).not.toHaveProperty('amountBase');
    expect(await read(stored.id)).toEqual(stored);
  });

  it('are told in base units where they can be, beside the wallet and the day', async () => {
    const wallet = { chain: 'eip155:1', address: ordinary, memo: '77' };
    const { payout: stored } = await taken({ wallet, dueAt: '2026-02-28' });
    expect(stored).toMatchObject({ amountBase: '10500000', dueAt: '2026-02-28T00:00:00.000Z' });
    expect(stored.wallet).toMatchObject({
      memo: '77',
      account: expect.stringMatching(/^eip155:1:/),
    });
    expect(stored).not.toHaveProperty('declared');
    expect(await read(stored.id)).toEqual(stored);
  });
});

describe('wallets', () => {
  it('never allows the zero address or a burn address', async () => {
    for (const address of [`0x${'0'.repeat(40)}`, `0x${'0'.repeat(36)}dead`]) {
      const { screening } = await taken({ wallet: { chain: 'eip155:1', address } });
      expect(screening.verdict.decision).toBe('review');
      expect(screening.facts.tracing.reasons[0].code).toBe('nobodys-address');
    }
  });

  it.each([
    ['a spelling that is none', { chain: 'eip155:1', address: 'not-a-wallet' }],
    [
      'a wrong checksum',
      { chain: 'eip155:1', address: '0x4F47Bc496083c727c5fbe3ce9cdf2b0f6496270c' },
    ],
    ['an address of another chain', { chain: 'tron:0x2b6653dc', address: ordinary }],
    ['a chain that nobody knows', { chain: 'nochain:1', address: ordinary }],
    ['a chain that is none', { chain: 'ethereum', address: ordinary }],
    ['a domain name', { chain: 'eip155:1', address: 'vitalik.eth' }],
    ['bidi text', { chain: 'eip155:1', address: `\u202e${ordinary}` }],
  ])('sends %s to review', async (_what, wallet) => {
    const { screening, payout: stored } = await taken({ wallet });
    expect(screening.verdict.decision).toBe('review');
    expect(stored.state).toBe('screened');
  });

  it('blocks a listed wallet in every spelling', async () => {
    for (const address of [listed, listed.toUpperCase().replace('0X', '0x'), ` ${listed} `]) {
      const { payout: stored, screening } = await taken({
        wallet: { chain: 'eip155:10', address },
      });
      expect([stored.state, screening.verdict.rule]).toEqual(['blocked', 'floor']);
    }
  });

  it.each([
    ['U+202E in a name', { payeeName: 'Ada\u202eadA' }],
    ['a line break in a name', { payeeName: 'Ada\nEve' }],
    ['a memo with a bell', { wallet: { chain: 'eip155:1', address: ordinary, memo: 'a\u0007' } }],
    ['a reference with a space', { ref: 'a b' }],
    ['a reference with bidi text', { ref: 'a\u2067b' }],
    ['a reference of 129 characters', { ref: 'r'.repeat(129) }],
    ['a wallet without a chain', { wallet: { address: ordinary } }],
    ['a wallet given twice', { wallet: { account: `eip155:1:${ordinary}`, address: ordinary } }],
    ['a country that is none', { payeeCountry: 'Korea' }],
    ['a day that is none', { dueAt: '2026-02-30' }],
    ['a word that nobody knows', { ammount: '1' }],
  ])('refuses %s', async (_what, changes) => {
    const { status, body } = await postRun([payout(changes)]);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
    expect(body.details.faults.length).toBeGreaterThan(0);
  });

  it('takes names in scripts that run from the right', async () => {
    const { body } = await postRun([payout({ payeeRef: 'w-he', payeeName: 'מרים\u200f כהן' })]);
    expect(body.errors).toEqual([]);
  });
});

describe('payroll files', () => {
  it('names line and column of each bad row, and takes the others', async () => {
    const rows = [
      `p1,e1,w1,Ada,eip155:1,${ordinary},USDC,10`,
      `p2,e1,w2,Bob,eip155:1,${another},USDC,-3`,
      `p3,e1,w3,Cy,eip155:1,,USDC,3`,
      'p4,e1,w4',
      `p5,,w5,Di,eip155:1,${another},USDC,3`,
      `p1,e1,w6,Eve,eip155:1,${another},USDC,3`,
      `p7,e1,w7,Fay\u202e,eip155:1,${another},USDC,3`,
      `p8,e1,w8,Gus\u0000,eip155:1,${another},USDC,3`,
      `p 9,e1,w9,Hal,eip155:1,${another},USDC,3`,
      `p10,e1,w10,"Ivy ""I"", Jr",eip155:1,${listed},USDC,3`,
    ];
    const { status, body } = await postCsv(`\ufeff${[header, ...rows].join('\r\n')}\r\n`);
    expect(status).toBe(201);
    const errors = body.errors.map(({ line, column, code }: Record<string, unknown>) => [
      line,
      column,
      code,
    ]);
    expect(errors.sort((a: number[], b: number[]) => Number(a[0]) - Number(b[0]))).toEqual([
      [3, 'amount', 'payroll.bad-amount'],
      [4, 'address', 'payroll.half-a-wallet'],
      [5, 'payee_name', 'payroll.bad-row'],
      [6, 'employer_ref', 'payroll.empty-cell'],
      [7, 'payout_ref', 'payroll.duplicate-ref'],
      [8, 'payee_name', 'payroll.bad-cell'],
      [9, 'payee_name', 'payroll.bad-cell'],
      [10, 'payout_ref', 'payroll.bad-payout-ref'],
    ]);
    expect(
      body.payouts.map((one: { payout: { ref: string; state: string } }) => one.payout),
    ).toMatchObject([
      { ref: 'p1', state: 'screened' },
      { ref: 'p10', state: 'blocked' },
    ]);
  });

  it('says by which reference an invoice is paid, and refuses what is none', async () => {
    const wide = `${header},payment_reference`;
    const row = (ref: string, reference: string) =>
      `${ref},e1,w1,Ada,eip155:1,${ordinary},USDC,10,${reference}`;
    const rows = [row('p1', '0x00AA22334455bb77'), row('p2', '0x123'), row('p3', 'june')];
    const { body } = await postCsv([wide, ...rows].join('\n'));
    expect(body.payouts).toMatchObject([
      { payout: { ref: 'p1', paymentReference: '0x00aa22334455bb77' } },
    ]);
    expect(body.errors).toMatchObject([
      { line: 3, column: 'payment_reference', code: 'payroll.bad-payment-reference' },
      { line: 4, column: 'payment_reference' },
    ]);
  });

  it('says out of which stream it is paid: by its number, or by who streams', async () => {
    const wide = `${header},stream_contract,stream_id,stream_sender`;
    const row = (ref: string, amount: string, stream: string) =>
      `${ref},e1,w1,Ada,eip155:1,${ordinary},USDC,${amount},${stream}`;
    const rows = [
      row('p1', '10', `${another},007,`),
      // What a payee takes out of what flows by the second is not known before.
      row('p2', '', `${another},,${ordinary}`),
      row('p3', '', `${another},7,`),
      row('p4', '10', `${another},7,${ordinary}`),
      row('p5', '10', `,,${ordinary}`),
      row('p6', '10', `${another},,`),
      row('p7', '10', `${another},,0x12`),
      row('p8', '10', `0x12,,${another}`),
    ];
    const { body } = await postCsv([wide, ...rows].join('\n'));
    const [contract, sender] = [another, ordinary].map((one) => `eip155:1:${one.toLowerCase()}`);
    expect(body.payouts.map((one: { payout: { stream: object } }) => one.payout.stream)).toEqual([
      { contract, id: '7' },
      { contract, sender },
    ]);
    const errors = body.errors as { line: number; column: string; code: string }[];
    expect(errors.sort((a, b) => a.line - b.line)).toMatchObject([
      { line: 4, column: 'amount', code: 'payroll.empty-cell' },
      { line: 5, column: 'stream_id', code: 'payroll.half-a-stream' },
      { line: 6, column: 'stream_contract', code: 'payroll.half-a-stream' },
      { line: 7, column: 'stream_id', code: 'payroll.half-a-stream' },
      { line: 8, column: 'stream_sender', code: 'payroll.bad-stream-sender' },
      { line: 9, column: 'stream_contract', code: 'payroll.bad-stream-contract' },
    ]);
    const both = { contract: another, id: '7', sender: ordinary };
    const refused = await postRun([payout({ stream: both })]);
    expect(refused.status).toBe(400);
    expect(refused.body.details.faults).toEqual([
      'body.payouts.0.stream: a contract, with either the id of its stream or the sender',
    ]);
  });

  it('takes no stream for a payout that goes to no wallet', async () => {
    const stream = { contract: another, id: '7' };
    const refused = await postRun([payout({ method: 'bank', stream })]);
    expect(refused.body.details.faults).toEqual([
      'body.payouts.0.stream: only a payout to a wallet comes out of a stream',
    ]);
    const wide = `${header},method,stream_contract,stream_id`;
    const row = `p1,e1,w1,Ada,eip155:1,${ordinary},USDC,10,bank,${another},7`;
    const { body } = await postCsv([wide, row].join('\n'));
    expect(body.errors).toMatchObject([
      { column: 'stream_contract', code: 'payroll.stream-without-wallet' },
    ]);
  });

  it('has a person look at a wallet that cannot be read, also beside a stream', async () => {
    const stream = { contract: ordinary, id: '7' };
    const unread = { wallet: { chain: 'eip155:1', address: '0x12' }, stream };
    const { payout: kept } = await taken(unread);
    expect(kept.decision).toBe('review');
    expect(kept.stream).toBeUndefined();
    const elsewhere = { contract: `eip155:10:${ordinary}`, id: '7' };
    const { body } = await postRun([payout({ stream: elsewhere })]);
    expect(body.errors).toMatchObject([{ code: 'payroll.bad-stream-contract' }]);
  });

  it.each([
    ['an empty file', '', 400, 'request.invalid'],
    ['blank lines', '\n\n\n', 422, 'payroll.empty-run'],
    ['a header alone', `${header}\n`, 422, 'payroll.empty-run'],
    ['a header that stands twice', `${header},amount\n`, 422, 'payroll.bad-header'],
    ['a misspelt header', `${header},adress\n`, 422, 'payroll.bad-header'],
    ['a missing column', 'payout_ref,payee_ref,amount\n', 422, 'payroll.bad-header'],
    [
      'a column named after a method of objects',
      `${header},constructor\n`,
      422,
      'payroll.bad-header',
    ],
    ['a quote that never ends', `${header}\n"p1,e1,w1`, 422, 'payroll.bad-csv'],
  ])('refuses %s', async (_what, text, status, code) => {
    const answer = await postCsv(text);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('takes 10,000 payouts and no more, as JSON, as rows and as bad rows', async () => {
    const row = (i: number) =>
      `p${i},e1,w${i},N${i},eip155:1,0x${i.toString(16).padStart(40, '0')},USDC,1`;
    const rows = (count: number) => Array.from({ length: count }, (_, i) => row(i + 1));
    const many = await postCsv([header, ...rows(10_001)].join('\n'));
    expect([many.status, many.body.code]).toEqual([422, 'payroll.too-many-payouts']);
    const bad = await postCsv([header, ...Array.from({ length: 10_001 }, () => 'x')].join('\n'));
    expect([bad.status, bad.body.code]).toEqual([422, 'payroll.too-many-payouts']);
    const json = await postRun(Array.from({ length: 10_001 }, (_, i) => payout({ ref: `p${i}` })));
    expect([json.status, json.body.code]).toEqual([400, 'request.invalid']);
    const all = await postCsv([header, ...rows(10_000)].join('\n'));
    expect([all.status, all.body.payouts?.length, all.body.errors]).toEqual([201, 10_000, []]);
  });
});

describe('references and Idempotency-Key', () => {
  it('takes a pay run of one reference once, also when two come at once', async () => {
    const ref = nextRef();
    const both = await Promise.all([postRun([payout()], ref), postRun([payout()], ref)]);
    expect(both.map((one) => one.status).sort()).toEqual([201, 409]);
    expect(both.find((one) => one.status === 409)?.body.code).toBe('payroll.duplicate-run');
  });

  it('answers the same request again with the same answer', async () => {
    const ref = nextRef();
    const key = { 'idempotency-key': 'again' };
    const first = await postRun([payout()], ref, key);
    const second = await postRun([payout()], ref, key);
    expect(second).toEqual(first);
    const other = await postRun([payout({ amount: '11' })], ref, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency.different-input']);
  });

  it('tells requests apart that differ in their query alone', async () => {
    const key = { ...csvType, 'idempotency-key': 'query' };
    const file = `${header}\np1,e1,w1,Ada,eip155:1,${ordinary},USDC,10`;
    const post = (ref: string) => world.as('payroll', 'POST', `/v1/pay-runs?ref=${ref}`, file, key);
    expect((await post(nextRef())).status).toBe(201);
    const { status, body } = await post(nextRef());
    expect([status, body.code]).toEqual([422, 'idempotency.different-input']);
  });

  it('does the work once for requests that come together', async () => {
    const key = { 'idempotency-key': 'together' };
    const ref = nextRef();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => postRun([payout()], ref, key)),
    );
    const made = answers.filter((one) => one.status === 201);
    const others = answers.filter((one) => one.status !== 201);
    expect(new Set(made.map((one) => one.body.id)).size).toBe(1);
    for (const other of others) {
      expect([other.status, other.body.code]).toEqual([409, 'idempotency.in-flight']);
    }
  });

  it('lets a key be used again after a refusal', async () => {
    const key = { 'idempotency-key': 'after-refusal' };
    const refused = await world.as(
      'payroll',
      'POST',
      '/v1/pay-runs',
      { ref: 'x y', payouts: [] },
      key,
    );
    expect(refused.status).toBe(400);
    expect((await postRun([payout()], nextRef(), key)).status).toBe(201);
  });

  it.each(['', 'k'.repeat(256), 'caf\u00e9'])('refuses the key %j', async (key) => {
    const answer = await postRun([payout()], nextRef(), { 'idempotency-key': key });
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('what may be done with a payout', () => {
  const act = async (
    who: 'admin' | 'secondAdmin' | 'analyst',
    id: string,
    action: string,
    body: object,
  ) => await world.as(who, 'POST', `/v1/payouts/${id}/${action}`, body);
  const blockedId = async () =>
    (await taken({ wallet: { chain: 'eip155:1', address: listed } })).payout.id as string;

  it('does not release, reject or hold a blocked one', async () => {
    const id = await blockedId();
    for (const action of ['release', 'reject', 'hold']) {
      const { status, body } = await act('admin', id, action, { reason: 'the boss said so' });
      expect([status, body.code]).toEqual([409, 'payout.blocked']);
    }
  });

  it('ends a block by two people on one ground, each time anew', async () => {
    const id = await blockedId();
    const licence = { ground: 'licence', reason: 'OFAC said so' };
    const unnumbered = await act('admin', id, 'unblock', licence);
    expect([unnumbered.status, unnumbered.body.code]).toEqual([422, 'payout.licence-missing']);
    const first = { ...licence, licenceNumber: 'L-1', licenceDate: '2026-01-02' };
    expect((await act('admin', id, 'unblock', first)).body.confirmed).toBe(false);
    const alone = await act('admin', id, 'unblock', first);
    expect([alone.status, alone.body.code]).toEqual([409, 'payout.same-person']);
    const otherLicence = await act('secondAdmin', id, 'unblock', {
      ...first,
      licenceNumber: 'L-2',
    });
    expect(otherLicence.body.confirmed).toBe(false);
    const done = await act('analyst', id, 'unblock', { ...first, licenceNumber: 'L-2' });
    expect([done.body.confirmed, done.body.payout.state]).toEqual([true, 'held']);
    const over = await act('analyst', id, 'unblock', first);
    expect([over.status, over.body.code]).toEqual([409, 'payout.bad-state']);
    await world.database.system((tx) =>
      tx.updateTable('payout').set({ state: 'blocked' }).where('id', '=', id).execute(),
    );
    const again = await act('secondAdmin', id, 'unblock', {
      ...first,
      licenceNumber: 'L-2',
    });
    expect(again.body.confirmed).toBe(false);
  });

  it('refuses a reason that is none', async () => {
    const { payout: stored } = await taken();
    for (const reason of ['', '  ', 'ab', 'a\u0000bc', 'x'.repeat(2_001), 7]) {
      const { status } = await act('admin', stored.id, 'hold', { reason });
      expect(status).toBe(400);
    }
    expect((await act('admin', stored.id, 'hold', { reason: 'two\nlines' })).status).toBe(200);
  });

  it('refuses what the state does not allow', async () => {
    const { payout: stored } = await taken();
    expect((await act('admin', stored.id, 'reject', { reason: 'duplicate' })).body.state).toBe(
      'rejected',
    );
    const { status, body } = await act('admin', stored.id, 'release', { reason: 'after all' });
    expect([status, body.code]).toEqual([409, 'payout.bad-state']);
  });

  it('takes one of two acts that come at once', async () => {
    const { payout: stored } = await taken();
    const both = await Promise.all([
      act('admin', stored.id, 'reject', { reason: 'first of two' }),
      act('secondAdmin', stored.id, 'reject', { reason: 'second of two' }),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual([200, 409]);
  });

  it('refuses a settlement on another chain, of no hash, or of a bank payment', async () => {
    const { payout: stored } = await taken();
    const tx = `0x${'ab'.repeat(32)}`;
    const settle = async (id: string, body: object) =>
      await world.as('payroll', 'POST', `/v1/payouts/${id}/settlement`, body);
    const wrong = await settle(stored.id, { chain: 'eip155:10', tx });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'payout.wrong-chain']);
    const none = await settle(stored.id, { chain: 'not a chain', tx });
    expect([none.status, none.body.code]).toEqual([422, 'caip.bad-chain']);
    for (const bad of ['0x', 'x y', '../../etc', 7, `0x${'a'.repeat(200)}`]) {
      expect((await settle(stored.id, { chain: 'eip155:1', tx: bad })).status).toBe(400);
    }
    const bank = await taken({ method: 'bank', wallet: undefined });
    const unpaid = await settle(bank.payout.id, { chain: 'eip155:1', tx });
    expect([unpaid.status, unpaid.body.code]).toEqual([422, 'payout.no-wallet']);
    expect((await settle(stored.id, { chain: 'eip155:1', tx })).body.id).toBe(stored.id);
  });
});
