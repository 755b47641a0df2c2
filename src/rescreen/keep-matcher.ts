import type { RescreenContext } from './context.ts';
import { everyOrganisation } from './store.ts';
import { storedMatcherVersion, storeMatcherVersion } from './store-payees.ts';

/**
 * Has the payees of every organisation rescreened, each by a job of its own, when names are compared
 * by other rules than the last time; to be called when a worker starts. The version is kept after
 * the jobs, whose ids make them one each, so that a worker that dies between leaves it to the next.
 */
export async function announceMatcher(
  context: Pick<RescreenContext, 'database' | 'names' | 'work'>,
): Promise<void> {
  const { matcherVersion } = context.names;
  const before = await context.database.system(storedMatcherVersion);
  if (before === matcherVersion) return;
  const organisations = await everyOrganisation(context.database);
  await context.work.enqueue(
    organisations.map((organisationId) => ({
      kind: 'rescreen-names',
      organisationId,
      matcherVersion,
    })),
  );
  await context.database.system((tx) => storeMatcherVersion(tx, matcherVersion));
}
