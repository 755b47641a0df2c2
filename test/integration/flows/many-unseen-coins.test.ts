import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrganisation } from '../../../src/database/organisations.ts';
import { follow } from '../../../src/flows/follow.ts';
import { findFlow, insertFlow } from '../../../src/flows/store.ts';
import { verifyFlow } from '../../../src/flows/verify.ts';
import { type Core, composeCore } from '../../../src/runtime/compose-core.ts';
import { prepareDatabase } from '../../../src/runtime/compose-database.ts';
import { createLog } from '../../../src/runtime/log.ts';
import { readSettings } from '../../../src/runtime/settings.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { bitcoin, holder, utxoTransaction } from '../../support/utxo-builder.ts';

const { signal } = new AbortController();
const organisationId = systemClock.id();
const tx = 'ab'.repeat(32);
const coinCount = 130;
const worker = '1BoatSLRHtKNngkdXEeobR76b53LETtpyT';

/** An end names a hundred of its coins. */
describe('a flow that ends in more coins than its answer names, none of which could be seen', () => {
  let opened: TestDatabase;
  let core: Core;

  beforeAll(async () => {
    opened = await openTestDatabase();
    await prepareDatabase(opened.url);
    const settings = { ...readSettings({}, []), databaseUrl: opened.url };
    core = await composeCore(settings, createLog({ logLevel: 'fatal', logJson: false }, 'test'));
    await core.database.system((transaction) =>
      createOrganisation(transaction, { id: organisationId, name: 'test', sandbox: false }),
    );
    const paid = utxoTransaction({
      ...{ tx, height: 5 },
      inputs: [],
      outputs: Array.from({ length: coinCount }, () => [worker, 1_000] as const),
    });
    await core.flows.coins.append([{ ...paid, blockHash: 'ef'.repeat(32) }]);
  });
  afterAll(async () => {
    await core?.close();
    await opened?.close();
  });

  it('verifies when their holder has been read since', async () => {
    const id = systemClock.id();
    const seed = { kind: 'transaction', chain: bitcoin, tx } as const;
    const request = { seed, method: 'fifo', methods: [], limits: {} } as const;
    await core.database.tenant(organisationId, (transaction) =>
      insertFlow(transaction, organisationId, { id, request }),
    );
    await follow(core.flows, organisationId, id, signal);
    const row = await core.database.tenant(organisationId, (transaction) =>
      findFlow(transaction, id),
    );
    const ends = row?.result?.endpoints.filter(({ amountBase }) => amountBase > 0n);
    expect(ends).toMatchObject([{ kind: 'not-covered', account: holder(worker), coinCount }]);
    const read = { chain: bitcoin, source: 'test', readAt: '2026-01-01T00:00:00Z' };
    await core.flows.ledger.append({
      ...{ owner: { organisationId }, transfers: [], events: [] },
      coverage: [{ ...read, account: holder(worker), fromHeight: 0, toHeight: 100 }],
    });
    expect(await verifyFlow(core.flows, organisationId, id, signal)).toEqual({
      ...{ id, holds: true, discrepancies: [] },
    });
  });
});
