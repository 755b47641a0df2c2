import { createApp } from '../api/app.ts';
import type { ApiServices, Idempotency } from '../api/services.ts';
import { Alerts } from '../cases/alerts.ts';
import { AuditTrail } from '../cases/audit-trail.ts';
import type { Database } from '../database/database.ts';
import { abandonIdempotent, beginIdempotent, finishIdempotent } from '../database/idempotency.ts';
import { findApiKey } from '../database/organisations.ts';
import type { Actor } from '../domain/organisation.ts';
import { evidenceBundle } from '../flows/evidence-bundle.ts';
import { Flows } from '../flows/flows.ts';
import { Inquiries } from '../flows/inquiries/inquiries.ts';
import { LabelDesk } from '../flows/label-desk.ts';
import { ClusterSplits } from '../rescreen/cluster-splits.ts';
import { PayeeFindings } from '../rescreen/payee-findings.ts';
import { listingsOfAddress } from '../screening/address-lookup.ts';
import { ClusterDesk } from '../screening/cluster-desk.ts';
import { ListDesk } from '../screening/list-desk.ts';
import { NameDismissals } from '../screening/name-dismissals.ts';
import { Screenings } from '../screening/screenings.ts';
import { Monitors } from '../watch/monitors.ts';
import { foundOrganisation } from './api-keys.ts';
import type { ComposedApi, Settings } from './application.ts';
import { type Core, composeCore } from './compose-core.ts';
import { engineVersion } from './engine-version.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { readiness } from './readiness.ts';
import { runSandbox } from './sandbox/run-sandbox.ts';
import { sandboxReport } from './sandbox/sandbox-report.ts';
import { hasOrganisations } from './store.ts';
import { systemClock } from './system-clock.ts';

/** A request that takes longer than this has lost its process. */
const idempotencyLeaseMs = 60_000;

/** Composes the API from its parts. On an empty database it also founds the first organisation. */
export async function composeApi(settings: Settings): Promise<ComposedApi> {
  const log = createLog(settings, 'api');
  const core = await composeCore(settings, log);
  const first = (await hasOrganisations(core.database))
    ? undefined
    : await foundOrganisation(core.database, systemClock, { name: 'Default', sandbox: false });
  const services = apiServices(core, log, settings);
  const checking = core.catalogue.health.start();
  const naming = core.names
    .reload()
    .catch((error: unknown) => log.warn({ err: error }, 'the listed names could not be loaded'));
  return {
    handler: createApp(services),
    ...(first ? { firstAdminKey: first.admin.key } : {}),
    ready: async () => {
      await Promise.all([checking, naming]);
      if (!first || !settings.sandbox) return;
      const result = await runSandbox(core);
      const dates = core.sanctions
        .index()
        .versions()
        .map(({ list, published }) => `${list} ${published}`);
      const notLookedAt = core.sanctions.health(systemClock.now()).reasons;
      process.stdout.write(sandboxReport(result, dates, notLookedAt));
    },
    close: () => core.close(),
  };
}

function apiServices(core: Core, log: Log, { requestsPerMinute }: Settings): ApiServices {
  const { database, queues, sanctions } = core;
  const metrics = createMetrics(core);
  const clusters = new ClusterDesk({
    ...{ lists: sanctions, chains: core.catalogue, ledger: core.flows.ledger },
    ...{ store: core.clusterStore, clock: systemClock },
  });
  return {
    authenticate: (sha256) => authenticate(database, sha256),
    idempotency: idempotencyOf(database),
    screenings: new Screenings({ ...core, clock: systemClock }),
    nameDismissals: new NameDismissals(database, systemClock),
    clusters,
    clusterSplits: new ClusterSplits(clusters, core.rescreen),
    payeeFindings: new PayeeFindings(core.rescreen),
    payroll: {
      ...{ ...core.payroll, lists: sanctions },
      ...{ labels: core.labels, verdicts: core.verdicts },
    },
    monitors: new Monitors(database, systemClock),
    flows: new Flows(database, systemClock, queues),
    inquiries: new Inquiries(database, systemClock, queues),
    evidence: ({ organisationId }, id) => evidenceBundle(core.flows, organisationId, id),
    alerts: new Alerts(database, systemClock),
    audit: new AuditTrail(database),
    lists: new ListDesk(sanctions, queues, systemClock),
    listingsOfAddress: (address) => listingsOfAddress(sanctions, systemClock, address),
    labels: new LabelDesk(core.labels, core.verdicts, database, systemClock),
    readiness: () => readiness(core),
    metrics: () => metrics.metrics(),
    onFailure: (error, requestId) => log.error({ err: error, requestId }, 'a request failed'),
    version: engineVersion,
    requestsPerMinute,
  };
}

async function authenticate(database: Database, sha256: Buffer): Promise<Actor | undefined> {
  const known = await findApiKey(database, sha256);
  const expired = known?.expiresAt !== undefined && known.expiresAt <= systemClock.now();
  if (!known || known.revokedAt || expired) return undefined;
  const { organisationId, keyId, role, sandbox } = known;
  return { organisationId, keyId, role, sandbox };
}

function idempotencyOf(database: Database): Idempotency {
  return {
    begin: (request) =>
      database.tenant(request.organisationId, (tx) =>
        beginIdempotent(tx, request, systemClock, idempotencyLeaseMs),
      ),
    finish: (request, claim, answer) =>
      database.tenant(request.organisationId, (tx) => finishIdempotent(tx, request, claim, answer)),
    abandon: (request, claim) =>
      database.tenant(request.organisationId, (tx) => abandonIdempotent(tx, request, claim)),
  };
}
