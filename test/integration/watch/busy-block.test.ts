import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { withoutSources } from '../../../src/flows/verify.ts';
import type { ChainSource } from '../../../src/ports/chain-source.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { Monitors } from '../../../src/watch/monitors.ts';
import { visitWallet } from '../../../src/watch/visit-wallet.ts';
import { payment, worldChain, worldWallet } from '../../support/flow-world.ts';
import { useFlowWorld } from '../../support/use-flow-world.ts';

/** On the shipped SDN list. */
const listed = readAccount(worldChain, '0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c');
const payer = worldWallet(1);
const block = 50;
const fail = () => {
  throw new Error('nothing is asked of the chain');
};
const unasked: ChainSource = {
  ...{ chain: worldChain, name: 'none', head: fail, blockHash: fail, transaction: fail },
  ...{ account: fail, blocks: fail },
};

const world = useFlowWorld();

it('a visit screens everybody whom a wallet paid in one block, be they thousands', async () => {
  const { core, organisationId } = world;
  const many = Array.from({ length: 2_500 }, (_, n) =>
    payment(payer, worldWallet(n + 2), 1, block),
  );
  await world.hold([...many, payment(payer, listed, 1, block)], { fromHeight: 0, toHeight: 100 });
  const actor = { organisationId, keyId: systemClock.id(), role: 'admin', sandbox: true } as const;
  const monitor = await new Monitors(core.database, systemClock).start(actor, payer);
  const chains = { ...withoutSources(core.catalogue), source: () => unasked };
  // The chain as ingestion left it: at block 10, then at the block with all the payments.
  const visitAt = async (height: number, visit: number) => {
    const cursor = JSON.stringify({ chain: worldChain, height });
    await core.database.system((tx) =>
      sql`
        insert into chain_watch (chain, cursor, head_height, told_height, looked_at)
        values (${worldChain}, ${cursor}::jsonb, ${height}, ${height}, now())
        on conflict (chain) do update set cursor = excluded.cursor,
          head_height = excluded.head_height, looked_at = now()`.execute(tx),
    );
    return await visitWallet(
      { ...core.watch, chains },
      organisationId,
      { monitorId: monitor.id, visit },
      { signal: new AbortController().signal, last: true },
    );
  };
  await visitAt(10, 0);
  const found = await visitAt(100, 1);
  expect(found).toEqual({ transfers: 2_501, screened: 2_501, listed: 1 });
});
