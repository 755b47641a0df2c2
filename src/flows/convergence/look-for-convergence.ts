import type { Database } from '../../database/database.ts';
import type { AssetId } from '../../domain/caip.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Work } from '../../ports/work.ts';
import { insertInquiry } from '../inquiries/store-inquiries.ts';
import { looksDue, takeLook } from './store-looks.ts';

const hopsMax = 4;

interface LookContext {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Asks where wages come together, for each organisation and asset of which more were followed
 * since the last look, once none is being followed any more.
 */
export async function lookForConvergence(context: LookContext): Promise<Work[]> {
  const work: Work[] = [];
  for (const { organisationId, asset } of await looksDue(context.database, context.clock.now())) {
    const inquiryId = await ask(context, organisationId, asset);
    if (inquiryId) work.push({ kind: 'inquire', organisationId, inquiryId, attempt: 1 });
  }
  return work;
}

async function ask(
  { database, clock }: LookContext,
  organisationId: string,
  asset: AssetId,
): Promise<string | undefined> {
  const [id, at] = [clock.id(), clock.now()];
  const question = { kind: 'convergence', asset, hopsMax } as const;
  return await database.tenant(organisationId, async (tx) => {
    if (!(await takeLook(tx, asset, at))) return undefined;
    await insertInquiry(tx, organisationId, { id, question, at });
    return id;
  });
}
