import { expect, it } from 'vitest';
import type { Payout } from '../../../src/domain/payroll.ts';
import { settle } from '../../../src/payroll/settle.ts';
import { findPayout, insertPayouts, insertPayRun } from '../../../src/payroll/store.ts';
import { upsertEmployers, upsertPayees } from '../../../src/payroll/store-payees.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { payment, worldAsset, worldChain, worldWallet } from '../../support/flow-world.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';

const world = useFlowWorld();

const [employer, worker] = [worldWallet(1), worldWallet(2)];
const payee = { ref: 'worker', employerRef: 'acme', name: 'A Worker', attributeHashes: {} };
const payRunId = systemClock.id();

/** One of several payouts that are alike. */
const alike = (ref: string): Payout => ({
  ...{ id: systemClock.id(), ref, payRunId, employerRef: 'acme', payeeRef: 'worker' },
  ...{ method: 'wallet', state: 'released', wallet: { account: worker, given: worker } },
  ...{ asset: worldAsset, amountBase: 900_000_000n },
});

it('of payouts that are settled with one transfer at once it pays one', async () => {
  const { core, organisationId } = world;
  const payouts = ['one', 'two', 'three', 'four', 'five', 'six'].map(alike);
  await core.database.tenant(organisationId, async (tx) => {
    await upsertEmployers(tx, organisationId, [{ ref: 'acme' }]);
    await upsertPayees(tx, organisationId, [payee]);
    await insertPayRun(tx, organisationId, { id: payRunId, ref: 'run', errors: [] });
    await insertPayouts(tx, organisationId, payouts);
  });
  const wage = payment(employer, worker, 900, 10);
  const seen = [{ transfer: wage, payer: employer, via: [] }];
  const announced = {
    ...{ chain: worldChain, tx: wage.tx, at: wage.time },
    ...({ source: 'caller', state: 'announced' } as const),
  };
  await Promise.all(
    payouts.map(({ id }) => settle(core.payroll, organisationId, id, announced, seen)),
  );
  const after = await core.database.tenant(organisationId, (tx) =>
    Promise.all(payouts.map(({ id }) => findPayout(tx, id))),
  );
  const states = after.map((payout) => payout?.settlement?.state).sort();
  expect(states).toEqual(['confirmed', ...Array.from({ length: 5 }, () => 'mismatch')]);
});
