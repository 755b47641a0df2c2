import type { Command } from 'commander';
import type { Verification } from '../../domain/discrepancy.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { verifyInquiry } from '../../flows/inquiries/verify-inquiry.ts';
import { verifyFlow } from '../../flows/verify.ts';
import { builtInPolicy } from '../../screening/policy/policy.ts';
import { findScreening } from '../../screening/store.ts';
import { verifyScreening } from '../../screening/verify.ts';
import type { Core } from '../compose-core.ts';
import { ownerOfAnswer } from '../store.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

/** `wagetrace verify`: recomputes a stored flow or screening from stored facts and compares. */
export function addVerifyCommand(program: Command): void {
  program
    .command('verify <id>')
    .description(
      'recompute a flow, a screening, an exposure or another answer; says what does not fit',
    )
    .option('--json')
    .action(async (id: string, options: { json?: boolean }) => {
      await withCore(async (core) => {
        const verification = await verifyAnswer(core, id);
        print(options.json ?? false, verification, () => textOf(verification));
        if (!verification.holds) process.exitCode = 1;
      });
    });
}

/** Throws `answer.unknown`, and what the verification throws. */
export async function verifyAnswer(core: Core, id: string): Promise<Verification> {
  const { organisationId, kind } = await ownerOfAnswer(core.database, id);
  const { signal } = new AbortController();
  if (kind === 'flow') return await verifyFlow(core.flows, organisationId, id, signal);
  if (kind === 'inquiry') return await verifyInquiry(core.inquiries, organisationId, id, signal);
  const screening = await core.database.tenant(organisationId, (tx) => findScreening(tx, id));
  if (!screening) throw new WagetraceError('answer.unknown', 'No screening has this id');
  return await verifyScreening(screening, core.sanctions, core.names, [builtInPolicy]);
}

function textOf({ id, holds, discrepancies }: Verification): string {
  if (holds) return `${id} holds: recomputed from stored facts, nothing differs`;
  const lines = discrepancies.map(
    ({ kind, what, stored, recomputed }) =>
      `  ${kind} ${what}\n    stored     ${stored}\n    recomputed ${recomputed}`,
  );
  return [`${id} does not hold:`, ...lines].join('\n');
}
