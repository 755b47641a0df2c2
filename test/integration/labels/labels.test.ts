import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrganisation } from '../../../src/database/organisations.ts';
import { accountId } from '../../../src/domain/caip.ts';
import type { Actor } from '../../../src/domain/organisation.ts';
import type { ServiceVerdict } from '../../../src/domain/service-verdict.ts';
import { LabelDesk } from '../../../src/flows/label-desk.ts';
import { StoredVerdicts } from '../../../src/labels/store.ts';
import { StoredLabels } from '../../../src/labels/store-labels.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fixedClock } from '../../support/fixed-clock.ts';

const clock = fixedClock('2026-06-01T12:00:00.000Z');
let store: TestDatabase;
let verdicts: StoredVerdicts;
let desk: LabelDesk;
let accounts = 0;

beforeAll(async () => {
  store = await openTestDatabase();
  verdicts = new StoredVerdicts(store.database, clock);
  desk = new LabelDesk(new StoredLabels(store.database, clock), verdicts, store.database, clock);
});
afterAll(async () => await store?.close());

async function newActor(): Promise<Actor> {
  const organisationId = randomUUID();
  await store.database.system((tx) =>
    createOrganisation(tx, { id: organisationId, name: 'Test', sandbox: false }),
  );
  return { organisationId, keyId: randomUUID(), role: 'analyst', sandbox: false };
}

function newAccount() {
  accounts += 1;
  return accountId(`eip155:1:0x${accounts.toString(16).padStart(40, '0')}`);
}

const claimOf = (account: string, given: Record<string, unknown> = {}) => ({
  account,
  name: 'Exchange 1',
  category: 'exchange' as const,
  source: 'house',
  confidence: 60,
  date: '2026-05-01',
  ...given,
});

const take = (actor: Actor, ...claims: ReturnType<typeof claimOf>[]) =>
  desk.import(actor, { format: 'claims', claims });

const inferred = (account: ServiceVerdict['account'], asOfBlock: number): ServiceVerdict => ({
  account,
  kind: 'exchange-deposit',
  evidence: 'sweeps',
  asOfBlock,
  source: 'inferred',
});

describe('labels in the store', () => {
  it('make a service of an account for the organisation that imported them, and for no other', async () => {
    const [actor, other, account] = [await newActor(), await newActor(), newAccount()];
    expect(await take(actor, claimOf(account))).toMatchObject({ added: 1, known: 0, errors: [] });
    expect((await desk.account(actor, account)).verdict?.kind).toBe('exchange');
    const elsewhere = await desk.account(other, account);
    expect(elsewhere).toMatchObject({ current: [], past: [] });
    expect(elsewhere.verdict).toBeUndefined();
    expect(await desk.entities(other, { limit: 10 })).toEqual([]);
  });

  it('are known again when imported twice', async () => {
    const [actor, account] = [await newActor(), newAccount()];
    await take(actor, claimOf(account));
    const again = await take(actor, claimOf(account), claimOf(newAccount()));
    expect(again).toMatchObject({ added: 1, known: 1 });
  });

  it('end with the day that they were given', async () => {
    const [actor, account] = [await newActor(), newAccount()];
    await take(actor, claimOf(account, { expires: '2026-06-02' }));
    expect(await verdicts.verdictsOf(actor.organisationId, [account])).toHaveLength(1);
    clock.set('2026-06-03T00:00:00.000Z');
    expect(await verdicts.verdictsOf(actor.organisationId, [account])).toEqual([]);
    expect((await desk.account(actor, account)).past).toHaveLength(1);
    clock.set('2026-06-01T12:00:00.000Z');
  });

  it('are kept and shown when they contradict one another', async () => {
    const [actor, account] = [await newActor(), newAccount()];
    const other = { source: 'rumour', category: 'mixer', confidence: 10 };
    await take(actor, claimOf(account), claimOf(account, other));
    const said = await desk.account(actor, account);
    expect(said.conflicts).toEqual(['category mixer (rumour)']);
    expect(said.verdict).toMatchObject({ kind: 'exchange', source: 'label' });
  });

  it('gather the accounts of one entity, page by page', async () => {
    const actor = await newActor();
    const mine = [newAccount(), newAccount(), newAccount()];
    await take(actor, ...mine.map((account) => claimOf(account, { entity: 'kraken' })));
    await take(actor, claimOf(newAccount(), { entity: 'acme', category: 'merchant' }));
    const entities = await desk.entities(actor, { limit: 10 });
    expect(entities.map(({ ref, accountCount }) => [ref, accountCount])).toEqual([
      ['acme', 1],
      ['kraken', 3],
    ]);
    const first = await desk.accountsOf(actor, 'kraken', { limit: 2 });
    const rest = await desk.accountsOf(actor, 'kraken', { limit: 2, after: first[1] ?? '' });
    expect([...first, ...rest]).toEqual(mine);
  });
});

describe('verdicts in the store', () => {
  it('count until one says that it is no service any more', async () => {
    const [{ organisationId }, account] = [await newActor(), newAccount()];
    await verdicts.add(organisationId, [inferred(account, 10)]);
    expect(await verdicts.verdictsOf(organisationId, [account])).toEqual([inferred(account, 10)]);
    await verdicts.withdraw(organisationId, [inferred(account, 20)]);
    expect(await verdicts.verdictsOf(organisationId, [account])).toEqual([]);
    await verdicts.add(organisationId, [inferred(account, 30)]);
    expect(await verdicts.verdictsOf(organisationId, [account])).toEqual([inferred(account, 30)]);
  });

  it('give way to what a source says of the account', async () => {
    const [actor, account] = [await newActor(), newAccount()];
    await verdicts.add(actor.organisationId, [inferred(account, 10)]);
    await take(actor, claimOf(account, { category: 'person', name: 'Payee 7' }));
    expect(await verdicts.verdictsOf(actor.organisationId, [account])).toEqual([]);
  });
});
