import { expect, it } from 'vitest';
import { verifyFlow } from '../../../src/flows/verify.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';
import { bitcoin, holder, utxoTransaction } from '../../support/utxo-builder.ts';

const world = useFlowWorld();
const tx = 'ab'.repeat(32);
/** An end names a hundred of its coins. */
const coinCount = 130;
const worker = '1BoatSLRHtKNngkdXEeobR76b53LETtpyT';

it('a flow that ends in more coins than its answer names, none of which could be seen, verifies when their holder has been read since', async () => {
  const { core, organisationId } = world;
  const paid = utxoTransaction({
    ...{ tx, height: 5, inputs: [] },
    outputs: Array.from({ length: coinCount }, () => [worker, 1_000] as const),
  });
  await core.flows.coins.append([{ ...paid, blockHash: 'ef'.repeat(32) }]);
  const { id, endpoints } = await world.follow({ kind: 'transaction', chain: bitcoin, tx });
  const ends = endpoints.filter(({ amountBase }) => amountBase > 0n);
  expect(ends).toMatchObject([{ kind: 'not-covered', account: holder(worker), coinCount }]);
  const read = { chain: bitcoin, source: 'test', readAt: '2026-01-01T00:00:00Z' };
  await core.flows.ledger.append({
    ...{ owner: { organisationId }, transfers: [], events: [] },
    coverage: [{ ...read, account: holder(worker), fromHeight: 0, toHeight: 100 }],
  });
  const { signal } = new AbortController();
  expect(await verifyFlow(core.flows, organisationId, id, signal)).toEqual({
    ...{ id, holds: true, discrepancies: [] },
  });
});
