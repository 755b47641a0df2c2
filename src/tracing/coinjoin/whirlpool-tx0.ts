import type { CoinJoinCandidate, CoinShape } from './candidate.ts';
import { equalGroups } from './equal-outputs.ts';
import type { CoinJoinFinding } from './finding.ts';
import { entrantExcessMaxBase, whirlpoolPools } from './whirlpool.ts';

/** The least that an entrant brings for the miner; below it the pool would not take the coin. */
const entrantExcessMinBase = 100n;
/** A Tx0 leaves one change output, or two when it hides which one is real. */
const changesMax = 2;
/** The sealed payment code of the fee is at least this long; other OP_RETURN protocols write less. */
const sealedFeeBytesMin = 46;

/**
 * A Whirlpool Tx0: it cuts a wallet's coins into equal coins of pool amount plus excess, pays the
 * pool's fee once (operators varied it between half and three times the listed one) and carries
 * one OP_RETURN with the sealed payment code of that fee.
 */
export function whirlpoolTx0(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  const data = candidate.outputs.filter((output) => output.scriptKind === 'op-return');
  if (data.length !== 1 || dataBytes(data[0]) < sealedFeeBytesMin) return undefined;
  const paid = candidate.outputs.filter((output) => output.scriptKind !== 'op-return');
  for (const { amountBase, count } of equalGroups(paid)) {
    const pool = whirlpoolPools.find((p) => {
      const excess = amountBase - p.denominationBase;
      return excess >= entrantExcessMinBase && excess <= entrantExcessMaxBase;
    });
    if (pool === undefined) continue;
    const rest = paid.filter((output) => output.amountBase !== amountBase);
    const fees = rest.filter((output) => isPoolFee(output.amountBase, pool.feeBase));
    if (fees.length === 0 || rest.length - 1 > changesMax) continue;
    const coins = paid.filter((output) => output.amountBase === amountBase);
    if (coins.length !== count || coins.some((coin) => coin.scriptKind !== 'p2wpkh')) continue;
    return {
      kind: 'whirlpool-tx0',
      rule: 'whirlpool-tx0',
      anonymitySet: 1,
      denominationBase: pool.denominationBase,
    };
  }
  return undefined;
}

function isPoolFee(amountBase: bigint, feeBase: bigint): boolean {
  return amountBase * 2n >= feeBase && amountBase <= feeBase * 3n;
}

/** Length of the script after OP_RETURN and its push opcode. */
function dataBytes(output: CoinShape | undefined): number {
  return output === undefined ? 0 : output.script.length / 2 - 2;
}
