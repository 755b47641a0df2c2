import type { UtxoTransaction } from '../../domain/utxo.ts';
import { type CoinJoinCandidate, candidateOf } from './candidate.ts';
import { equalOutputMix } from './equal-output-mix.ts';
import { integratesExtensionBlock } from './extension-block.ts';
import type { CoinJoinFinding, CoinJoinRule } from './finding.ts';
import { joinMarket } from './joinmarket.ts';
import { wasabi1 } from './wasabi1.ts';
import { wasabi2 } from './wasabi2.ts';
import { whirlpool } from './whirlpool.ts';
import { whirlpoolTx0 } from './whirlpool-tx0.ts';

/** From the rule that leaves least room for chance to the one that leaves most. */
const rules: readonly CoinJoinRule[] = [
  whirlpool,
  whirlpoolTx0,
  wasabi2,
  joinMarket,
  wasabi1,
  equalOutputMix,
];

/**
 * What kind of CoinJoin the coins show, by amounts and scripts alone; undefined for none. A
 * transaction of fewer than three outputs is never one.
 */
export function detectCoinJoin(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  if (candidate.outputs.length < 3) return undefined;
  for (const rule of rules) {
    const finding = rule(candidate);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

/**
 * The same of a transaction, and extension blocks; undefined also when a coin that it spends is not
 * known.
 */
export function coinJoinOf(transaction: UtxoTransaction): CoinJoinFinding | undefined {
  if (integratesExtensionBlock(transaction)) return extensionBlock;
  const candidate = candidateOf(transaction);
  return candidate === undefined ? undefined : detectCoinJoin(candidate);
}

const extensionBlock: CoinJoinFinding = {
  kind: 'mweb',
  rule: 'extension-block',
  anonymitySet: undefined,
  denominationBase: undefined,
};
