import { setTimeout as sleep } from 'node:timers/promises';
import type { Flow } from '../../domain/flow.ts';
import type { Actor } from '../../domain/organisation.ts';
import type { Payout } from '../../domain/payroll.ts';
import { Flows } from '../../flows/flows.ts';
import { putEmployer } from '../../payroll/employers.ts';
import { readPayout } from '../../payroll/read-payouts.ts';
import { announceSettlement } from '../../payroll/settlement.ts';
import { submitPayRun } from '../../payroll/submit-pay-run.ts';
import { foundOrganisation } from '../api-keys.ts';
import type { Core } from '../compose-core.ts';
import { systemClock } from '../system-clock.ts';
import { generateSandbox, type Sandbox } from './generate-sandbox.ts';
import { sandboxChain } from './sandbox-chain.ts';

/** Printed with the result, so that anybody can make the same chain again. */
export const sandboxSeed = 'wagetrace-sandbox-1';
const lookEveryMs = 250;
/** After this the result says what is still being followed. */
const patienceMs = 120_000;

export interface SandboxPayoutResult {
  readonly payout: Payout;
  readonly flow?: Flow;
}

export interface SandboxResult {
  readonly seed: string;
  readonly adminKey: string;
  readonly transfers: number;
  readonly results: readonly SandboxPayoutResult[];
}

/**
 * Founds the sandbox organisation, imports its synthetic chain, and takes its sample payroll the
 * way of every other: screened, settled, followed by the workers.
 */
export async function runSandbox(core: Core): Promise<SandboxResult> {
  const founded = await foundOrganisation(core.database, systemClock, {
    name: 'Sandbox',
    sandbox: true,
  });
  const actor: Actor = {
    organisationId: founded.organisationId,
    keyId: founded.admin.id,
    role: 'admin',
    sandbox: true,
  };
  const sandbox = generateSandbox(sandboxSeed);
  await importChain(core, actor, sandbox);
  const payouts = await submitPayroll(core, actor, sandbox);
  const results = await awaitFlows(core, actor, payouts);
  return {
    seed: sandboxSeed,
    adminKey: founded.admin.key,
    transfers: sandbox.transfers.length,
    results,
  };
}

async function importChain(core: Core, actor: Actor, sandbox: Sandbox): Promise<void> {
  const { organisationId } = actor;
  await core.flows.ledger.append({
    owner: { organisationId },
    transfers: sandbox.transfers,
    events: [],
    coverage: [
      {
        chain: sandboxChain.chain.id,
        fromHeight: 0,
        toHeight: sandbox.lastHeight,
        source: 'sandbox generator',
        readAt: systemClock.now().toISOString(),
      },
    ],
  });
}

async function submitPayroll(core: Core, actor: Actor, sandbox: Sandbox): Promise<Payout[]> {
  const submitted: Payout[] = [];
  for (const { ref, name, payer } of sandbox.employers) {
    await putEmployer(core.payroll, actor, ref, { name, payerAccounts: [payer] });
    const own = sandbox.payouts.filter(({ input }) => input.employerRef === ref);
    const run = await submitPayRun(core.payroll, actor, {
      ref: `sample-${ref}`,
      payouts: own.map(({ input }, index) => ({ line: index + 1, payout: input })),
      errors: [],
    });
    for (const { payout } of run.payouts) {
      const tx = own.find(({ input }) => input.ref === payout.ref)?.tx;
      if (tx) {
        await announceSettlement(core.payroll, actor, payout.id, {
          chain: sandboxChain.chain.id,
          tx,
        });
      }
      submitted.push(payout);
    }
  }
  return submitted;
}

async function awaitFlows(
  core: Core,
  actor: Actor,
  submitted: readonly Payout[],
): Promise<SandboxPayoutResult[]> {
  const flows = new Flows(core.database, systemClock, core.queues);
  const end = Date.now() + patienceMs;
  for (;;) {
    const payouts = await Promise.all(
      submitted.map(({ id }) => readPayout(core.payroll, actor, id)),
    );
    const waiting = payouts.filter(
      ({ settlement, state }) =>
        settlement && state !== 'followed' && settlement.state !== 'mismatch',
    );
    if (waiting.length === 0 || Date.now() > end) {
      return await Promise.all(
        payouts.map(async (payout) => {
          const row = payout.flowId ? await flows.get(actor, payout.flowId) : undefined;
          return row?.result ? { payout, flow: row.result } : { payout };
        }),
      );
    }
    await sleep(lookEveryMs);
  }
}
