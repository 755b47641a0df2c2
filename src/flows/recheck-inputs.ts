import { type Discrepancy, differs } from '../domain/discrepancy.ts';
import type { Flow } from '../domain/flow.ts';
import { canonicalJson } from '../domain/json.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import type { TransactionRef } from '../ports/conversions.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import type { FlowContext } from './context.ts';

/**
 * What is stored of the inputs that an answer cites, against the citation: readings of the
 * transactions are decoded and matched again, and what was inferred of services must still stand as
 * it was stored. A verdict that a label gave is the label's matter: labels change, answers do not.
 */
export async function recheckInputs(
  { conversions, verdicts }: Pick<FlowContext, 'conversions' | 'verdicts'>,
  organisationId: string,
  { inputs }: Pick<Flow, 'inputs'>,
  used: readonly PotTransfer[],
): Promise<Discrepancy[]> {
  const again = await conversions.recheck(transactionsOf(used), inputs.conversions);
  const inferred = inputs.serviceVerdicts.filter(({ source }) => source === 'inferred');
  const accounts = inferred.map(({ account }) => account);
  const stored = await verdicts.storedOn(organisationId, accounts);
  const known = [...stored, ...again.verdicts];
  return [...again.discrepancies, ...inferred.flatMap((verdict) => alteredVerdict(verdict, known))];
}

function transactionsOf(used: readonly PotTransfer[]): TransactionRef[] {
  return [...new Map(used.map(({ chain, tx }) => [`${chain}:${tx}`, { chain, tx }])).values()];
}

/** Later verdicts on the same account change nothing, as long as the cited one is among them. */
function alteredVerdict(cited: ServiceVerdict, known: readonly ServiceVerdict[]): Discrepancy[] {
  const own = known.filter(({ account }) => account === cited.account);
  const text = canonicalJson(cited);
  if (own.some((verdict) => canonicalJson(verdict) === text)) return [];
  // What a transaction shows (a pool that mixes, who paid out for a bridge) is no stored verdict: its
  // reading may not have been kept.
  if ((cited.kind === 'mixer' || cited.kind === 'bridge') && own.length === 0) return [];
  const last = own.at(-1);
  return differs('verdict', cited.account, text, last ? canonicalJson(last) : 'none');
}
