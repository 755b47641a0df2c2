import { raiseAlert } from '../cases/raise-alert.ts';
import { storeEvents } from '../database/events.ts';
import type { DomainEvent } from '../domain/alert.ts';
import type { RefreshResult } from '../ports/lists.ts';
import type { RescreenContext } from './context.ts';
import { everyOrganisation } from './store.ts';
import { type LoadedVersion, markAnnounced, unannouncedVersions } from './store-announced.ts';

/** What telling organisations of their lists stands on. */
export type AnnounceContext = Pick<RescreenContext, 'database' | 'clock' | 'work'>;

/**
 * Tells every organisation of a new version and has each rescreened by a job of its own; a list
 * that was refused (it shrank, or is no list) raises an alert and leaves the good one in force.
 */
export async function announceRefresh(
  context: AnnounceContext,
  result: RefreshResult,
): Promise<void> {
  const { list, versionId, outcome, problem } = result;
  if (outcome === 'refused') {
    await alarmAll(context, list, {
      kind: 'list-refused',
      title: `A new version of ${list} was refused: ${problem?.code ?? 'unknown'}`,
    });
  }
  if (outcome !== 'updated' || versionId === undefined) return;
  const { added, removed, modified, version } = result;
  const published = version?.published ?? null;
  await announceVersion(context, { list, versionId, added, removed, modified, published });
}

/** Announces versions that whoever loaded them did not: a command, or a process that died. */
export async function announceLeftOver(context: AnnounceContext): Promise<void> {
  for (const version of await unannouncedVersions(context.database)) {
    await announceVersion(context, version);
  }
}

async function announceVersion(
  context: AnnounceContext,
  { list, versionId, ...data }: LoadedVersion,
): Promise<void> {
  const organisations = await everyOrganisation(context.database);
  for (const organisationId of organisations) {
    await tell(context, organisationId, {
      type: 'list.updated',
      subjectId: list,
      data: { versionId, ...data },
    });
  }
  await context.work.enqueue(
    organisations.map((organisationId) => ({ kind: 'rescreen', organisationId, list, versionId })),
  );
  await markAnnounced(context.database, versionId);
}

/**
 * Raises `list.stale` once for each list that grew older than its maximum age. One that nobody
 * requires is missed once it was had: who relies on it must know that it stands still.
 */
export async function alarmStale(
  context: AnnounceContext & Pick<RescreenContext, 'lists'>,
): Promise<void> {
  for (const { list, stale, required, checkedAt } of await context.lists.status()) {
    if (!stale || !(required || checkedAt)) continue;
    const effect = required
      ? 'decisions are review until it is renewed'
      : 'what its publisher listed since then is not known here';
    await alarmAll(context, `${list} since ${checkedAt ?? 'ever'}`, {
      kind: 'list-stale',
      title: `${list} is older than its maximum age; ${effect}`,
      event: { type: 'list.stale', subjectId: list, data: { checkedAt: checkedAt ?? null } },
    });
  }
}

async function alarmAll(
  context: AnnounceContext,
  subjectId: string,
  alarm: { readonly kind: string; readonly title: string; readonly event?: DomainEvent },
): Promise<void> {
  for (const organisationId of await everyOrganisation(context.database)) {
    await context.database.tenant(organisationId, async (tx) => {
      const fresh = await raiseAlert(tx, organisationId, context.clock, {
        kind: alarm.kind,
        severity: 'high',
        title: alarm.title,
        subject: { type: 'list', id: subjectId },
      });
      if (fresh && alarm.event) await storeEvents(tx, organisationId, context.clock, [alarm.event]);
    });
  }
}

async function tell(
  context: AnnounceContext,
  organisationId: string,
  event: DomainEvent,
): Promise<void> {
  await context.database.tenant(organisationId, (tx) =>
    storeEvents(tx, organisationId, context.clock, [event]),
  );
}
