import {
  type CoinJoinCandidate,
  type CoinShape,
  isDescending,
  paysEachScriptOnce,
  scriptCount,
} from './candidate.ts';
import { equalGroups } from './equal-outputs.ts';
import type { CoinJoinFinding } from './finding.ts';

/** Bounds of the amounts that a WabiSabi client registers, satoshi. */
const denominationMinBase = 5_000n;
const denominationMaxBase = 134_375_000_000n;

/** Powers of 2, powers of 3 and their doubles: amounts that nobody pays a bill with. */
const binaryAndTernary = new Set([...powers(2n, 1n), ...powers(3n, 1n), ...powers(3n, 2n)]);
/** Powers of 10, their doubles and fives: denominations too, but people like them as well. */
const decimal = new Set([...powers(10n, 1n), ...powers(10n, 2n), ...powers(10n, 5n)]);

const oddDenominationsMin = 3;
/** Of a round of the usual kind; the rest is change and payments inside the round. */
const standardShareMin = 0.8;
/** The coordinator sorts inputs and outputs by amount: then a smaller share is as telling. */
const standardShareMinSorted = 0.5;

/** Payments to addresses of other kinds are at most one in so many outputs. */
const outputsPerPayment = 10;

/**
 * A WabiSabi round (Wasabi 2 and its successors), of any size: participants break their money
 * into standard denominations, so that most outputs have one, several of them a power of 2 or 3
 * or the double of one; inputs and outputs are P2WPKH or P2TR, but for payments that some clients
 * make inside the round, and each script is paid once.
 */
export function wasabi2(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  const { inputs, outputs } = candidate;
  if (!inputs.every(isNativeSingleKey)) return undefined;
  const foreign = outputs.filter((output) => !isNativeSingleKey(output)).length;
  if (foreign * outputsPerPayment > outputs.length) return undefined;
  if (scriptCount(inputs) < 2 || !paysEachScriptOnce(candidate)) return undefined;
  const odd = outputs.filter((output) => binaryAndTernary.has(output.amountBase)).length;
  if (odd < oddDenominationsMin) return undefined;
  const standard = outputs.filter((output) => isStandard(output.amountBase)).length;
  const sorted = isDescending(inputs) && isDescending(outputs);
  const shareMin = sorted ? standardShareMinSorted : standardShareMin;
  if (standard < outputs.length * shareMin) return undefined;
  const largest = equalGroups(outputs.filter((output) => isStandard(output.amountBase)))[0];
  if (largest === undefined) return undefined;
  return {
    kind: 'wasabi2',
    rule: 'wabisabi-denominations',
    anonymitySet: largest.count,
    denominationBase: largest.amountBase,
  };
}

function isStandard(amountBase: bigint): boolean {
  return binaryAndTernary.has(amountBase) || decimal.has(amountBase);
}

function isNativeSingleKey(coin: CoinShape): boolean {
  return coin.scriptKind === 'p2wpkh' || coin.scriptKind === 'p2tr';
}

/** `factor` times the powers of `base`, within the bounds of a denomination. */
function powers(base: bigint, factor: bigint): bigint[] {
  const amounts: bigint[] = [];
  for (let power = 1n; factor * power <= denominationMaxBase; power *= base) {
    if (factor * power >= denominationMinBase) amounts.push(factor * power);
  }
  return amounts;
}
