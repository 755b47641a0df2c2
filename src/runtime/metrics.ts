import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Core } from './compose-core.ts';
import { ingestHealth } from './ingest-health.ts';

/** What Prometheus reads: the process, the queues by state, and the age of the lists. */
export function createMetrics(core: Core): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'wagetrace_' });
  new Gauge({
    name: 'wagetrace_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      for (const [queue, states] of Object.entries(await core.queues.counts())) {
        for (const [state, count] of Object.entries(states)) this.set({ queue, state }, count);
      }
    },
  });
  new Gauge({
    name: 'wagetrace_list_age_seconds',
    help: 'Seconds since the publisher of a list was last asked with success',
    labelNames: ['list'],
    registers: [registry],
    async collect() {
      for (const { list, checkedAt } of await core.sanctions.status()) {
        if (checkedAt) this.set({ list }, (Date.now() - Date.parse(checkedAt)) / 1_000);
      }
    },
  });
  new Gauge({
    name: 'wagetrace_ingest_lag_blocks',
    help: 'Blocks between the head of an ingested chain and the last one stored',
    labelNames: ['chain'],
    registers: [registry],
    async collect() {
      for (const { chain, lagBlocks } of await healthOfIngestion(core)) {
        if (lagBlocks !== undefined) this.set({ chain }, lagBlocks);
      }
    },
  });
  new Gauge({
    name: 'wagetrace_ingest_ok',
    help: '1 while the ingestion of a chain runs at its head, 0 when it lags, fails or is halted',
    labelNames: ['chain'],
    registers: [registry],
    async collect() {
      for (const { chain, ok } of await healthOfIngestion(core)) this.set({ chain }, Number(ok));
    },
  });
  return registry;
}

async function healthOfIngestion({ watch }: Core) {
  return ingestHealth(watch.watched.keys(), await watch.ingest.states(), new Date());
}
