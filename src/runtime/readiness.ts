import type { Readiness } from '../api/services.ts';
import { messageOf } from '../domain/errors.ts';
import type { Core } from './compose-core.ts';
import { ingestHealth } from './ingest-health.ts';
import { pingStore } from './store.ts';

type Check = Readiness['checks'][number];

/** Looks at what decisions rely on: the store, the queues, the lists. Chains are shown, not required. */
export async function readiness(core: Core): Promise<Readiness> {
  const lists = core.sanctions.health(new Date());
  const checks: Check[] = [
    await attempt('store', async () => {
      await pingStore(core.database);
      return 'answers';
    }),
    await attempt('queues', async () => {
      await core.queues.counts();
      return core.backend.name;
    }),
    {
      name: 'lists',
      ok: lists.state === 'complete',
      detail: lists.reasons.map((reason) => reason.message).join('; ') || 'fresh',
    },
  ];
  const shown = [...chainChecks(core), ...(await ingestChecks(core))];
  return { ready: checks.every((check) => check.ok), checks: [...checks, ...shown] };
}

async function attempt(name: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    return { name, ok: false, detail: messageOf(error).slice(0, 200) };
  }
}

async function ingestChecks({ watch }: Core): Promise<Check[]> {
  const look = async () =>
    ingestHealth(watch.watched.keys(), await watch.ingest.states(), new Date());
  try {
    return (await look()).map(({ chain, ok, detail }) => ({ name: `ingest ${chain}`, ok, detail }));
  } catch (error) {
    return [{ name: 'ingest', ok: false, detail: messageOf(error).slice(0, 200) }];
  }
}

function chainChecks(core: Core): Check[] {
  return core.catalogue
    .chains()
    .filter((chain) => core.catalogue.source(chain.id))
    .map((chain) => {
      const health = core.catalogue.tracing(chain.id);
      const ok = health.state === 'complete';
      return { name: `chain ${chain.id}`, ok, detail: health.reasons[0]?.code ?? 'answers' };
    });
}
