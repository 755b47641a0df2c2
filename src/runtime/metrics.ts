import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Core } from './compose-core.ts';

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
  return registry;
}
