import { readAccount } from '../../src/accounts/account.ts';
import { createOrganisation } from '../../src/database/organisations.ts';
import type { AccountId } from '../../src/domain/caip.ts';
import type { HeightRange } from '../../src/domain/coverage.ts';
import { WagetraceError } from '../../src/domain/errors.ts';
import type { Flow } from '../../src/domain/flow.ts';
import { positionBand, type Transfer } from '../../src/domain/transfer.ts';
import type { FlowContext } from '../../src/flows/context.ts';
import type { FlowRequest, SeedRequest } from '../../src/flows/flow-request.ts';
import { follow } from '../../src/flows/follow.ts';
import { readAccountStretch } from '../../src/flows/read-account.ts';
import { findFlow, insertFlow } from '../../src/flows/store.ts';
import { type Core, composeCore } from '../../src/runtime/compose-core.ts';
import { prepareDatabase } from '../../src/runtime/compose-database.ts';
import { createLog } from '../../src/runtime/log.ts';
import { sandboxChain, sandboxStablecoin } from '../../src/runtime/sandbox/sandbox-chain.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { openTestDatabase } from './database.ts';

export const worldChain = sandboxChain.chain.id;
export const worldAsset = sandboxStablecoin.id;
export const blocksOfDay = 7_200;
const startMs = Date.parse('2026-01-01T00:00:00Z');
const blockMs = 12_000;

/** The n-th wallet of the world's chain; none of the small numbers is on a list. */
export function worldWallet(n: number): AccountId {
  return readAccount(worldChain, `0x${(n + 1_000).toString(16).padStart(40, '0')}`);
}

let transactions = 0;

/** A payment of so many units at a block; each call is a transaction of its own. */
export function payment(from: AccountId, to: AccountId, units: number, height: number): Transfer {
  transactions += 1;
  return {
    chain: worldChain,
    height,
    blockHash: '',
    time: new Date(startMs + height * blockMs).toISOString(),
    tx: `0x${transactions.toString(16).padStart(64, '0')}`,
    txIndex: transactions % 1_000_000,
    position: positionBand.log,
    from,
    to,
    asset: worldAsset,
    amountBase: BigInt(Math.round(units * 1_000_000)),
    kind: 'token',
  };
}

/** The composed product on a database of its own, with one organisation, and no worker. */
export interface FlowWorld {
  readonly core: Core;
  readonly organisationId: string;
  /** Imports transfers that cover every account of the range. */
  hold(transfers: readonly Transfer[], covered: HeightRange): Promise<void>;
  /** Follows to the end, reading what is wanted; the flow as it was stored. */
  follow(seed: SeedRequest, context?: FlowContext, asked?: Partial<FlowRequest>): Promise<Flow>;
  close(): Promise<void>;
}

const transfersOfBatch = 20_000;

/** With the configuration that ships, or that of a folder. */
export async function openFlowWorld(configFolder?: string): Promise<FlowWorld> {
  const opened = await openTestDatabase();
  await prepareDatabase(opened.url);
  const read = readSettings({}, []);
  const settings = {
    ...{ ...read, databaseUrl: opened.url },
    ...(configFolder === undefined ? {} : { configFolder }),
  };
  const core = await composeCore(
    settings,
    createLog({ logLevel: 'fatal', logJson: false }, 'test'),
  );
  const organisationId = systemClock.id();
  await core.database.system((tx) =>
    createOrganisation(tx, { id: organisationId, name: 'test', sandbox: true }),
  );
  return {
    core,
    organisationId,
    hold: async (transfers, covered) => {
      const owner = { organisationId };
      for (let at = 0; at < transfers.length; at += transfersOfBatch) {
        const part = transfers.slice(at, at + transfersOfBatch);
        await core.flows.ledger.append({ owner, transfers: part, events: [], coverage: [] });
      }
      const readAt = '2026-06-01T00:00:00Z';
      const coverage = [{ chain: worldChain, source: 'test', readAt, ...covered }];
      await core.flows.ledger.append({ owner, transfers: [], events: [], coverage });
    },
    follow: async (seed, context = core.flows, asked = {}) =>
      await followToTheEnd(context, organisationId, {
        ...{ seed, direction: 'forward', method: 'fifo', methods: [], limits: {} },
        ...asked,
      }),
    close: async () => {
      await core.close();
      await opened.close();
    },
  };
}

async function followToTheEnd(
  context: FlowContext,
  organisationId: string,
  request: FlowRequest,
): Promise<Flow> {
  const id = systemClock.id();
  await context.database.tenant(organisationId, (tx) =>
    insertFlow(tx, organisationId, { id, request }),
  );
  const { signal } = new AbortController();
  for (;;) {
    const outcome = await follow(context, organisationId, id, signal);
    if (outcome.state === 'done') break;
    for (const readingId of outcome.readings) {
      await readAccountStretch(context, readingId, { worker: id, last: true, signal });
    }
  }
  const row = await context.database.tenant(organisationId, (tx) => findFlow(tx, id));
  if (!row?.result) throw new WagetraceError('flow.no-trace', 'The flow has no answer');
  return row.result;
}
