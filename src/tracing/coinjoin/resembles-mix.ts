import type { UtxoTransaction } from '../../domain/utxo.ts';
import { scriptCount } from './candidate.ts';
import { equalGroups } from './equal-outputs.ts';
import { carrierMaxBase } from './joinmarket.ts';

/** Fewer equal outputs are as often a payment that looks like its change. */
const equalMin = 3;

/**
 * True when the outputs could be those of a mix by a protocol that no rule here knows: three or
 * more of one amount, and coins of as many scripts that could have paid for one each. Many a pay
 * run looks so too: it is a doubt, not a finding.
 */
export function resemblesMix({ coinbase, inputs, outputs }: UtxoTransaction): boolean {
  if (coinbase || inputs.length < equalMin || outputs.length < equalMin) return false;
  const group = equalGroups(outputs).find(({ amountBase }) => amountBase > carrierMaxBase);
  if (group === undefined || group.count < equalMin) return false;
  return scriptCount(inputs.flatMap(({ coin }) => coin ?? [])) >= group.count;
}
