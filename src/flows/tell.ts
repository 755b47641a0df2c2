import { raiseAlert } from '../cases/raise-alert.ts';
import type { Transaction } from '../database/database.ts';
import { storeEvents } from '../database/events.ts';
import type { Flow, FlowClusterHit } from '../domain/flow.ts';
import { newClusterHit } from './cluster-hits.ts';
import type { FlowContext } from './context.ts';
import { clusterHitsBefore, flagBefore } from './store.ts';

/** Alerts and events of an answer, in its transaction: alerts for what the flow before had not. */
export async function tell(
  tx: Transaction,
  { clock }: Pick<FlowContext, 'clock'>,
  organisationId: string,
  flow: Flow,
): Promise<void> {
  if (flow.flag && flow.flag !== (await flagBefore(tx, flow.id))) {
    await raiseAlert(tx, organisationId, clock, alertOf(flow));
  }
  const hit = newClusterHit(flow.clusterHits, await clusterHitsBefore(tx, flow.id));
  if (hit) await raiseAlert(tx, organisationId, clock, clusterAlertOf(flow, hit));
  const type = flow.flag ? 'flow.flagged' : 'flow.completed';
  await storeEvents(tx, organisationId, clock, [
    { type, subjectId: flow.id, data: { flag: flow.flag ?? null, seed: flow.seed.ref } },
  ]);
}

function alertOf(flow: Flow) {
  const severity = flow.flag === 'possible' ? 'high' : 'severe';
  return {
    kind: 'flow-flagged',
    severity,
    title: `${reached(flow)} a listed wallet (${flow.flag})`,
    subject: { type: 'flow', id: flow.id },
  } as const;
}

function clusterAlertOf(flow: Flow, { cluster }: FlowClusterHit) {
  const party = cluster.listings[0]?.match.listing.party ?? 'a listed party';
  return {
    kind: 'flow-cluster-listed',
    severity: 'high',
    title: `${reached(flow)} an account that shares its owner with an account of ${party}`,
    subject: { type: 'flow', id: flow.id },
  } as const;
}

function reached({ inputs }: Flow): string {
  return inputs.direction === 'forward' ? 'A wage reached' : 'Value came from';
}
