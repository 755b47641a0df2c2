import {
  type CoinJoinCandidate,
  type CoinShape,
  paysScriptsHardlyTwice,
  scriptCount,
} from './candidate.ts';
import { equalGroups } from './equal-outputs.ts';
import type { CoinJoinFinding } from './finding.ts';

const participantsMin = 10;
/** A participant registers at most this many inputs. */
const inputsPerParticipantMax = 7;
/** Of a round's participants at least one in ten has change, and the coordinator is paid. */
const participantsPerChangeMax = 10;
const changesMin = 2;
/** What fees take from an input that fits the amount, and from an output of a higher level: 1 percent. */
const feeDivisor = 100n;

/** The outputs of a round, told apart by amount. */
interface Wasabi1Round {
  readonly amountBase: bigint;
  readonly participants: number;
  /** Outputs of two, four, eight… times the amount, which those with more money share. */
  readonly levels: readonly CoinShape[];
  readonly changes: readonly CoinShape[];
}

/**
 * A Wasabi 1 round (ZeroLink): ten or more equal outputs, one for each participant, of any
 * amount, perhaps higher levels of twice that amount and so on, one change for each participant
 * at most and one output for the coordinator; P2WPKH throughout and hardly a script paid twice. Who
 * has no change put in hardly more than the amount; every input that exceeds it makes a change
 * or a higher level. A payer of equal wages has one change for all its inputs.
 */
export function wasabi1(candidate: CoinJoinCandidate): CoinJoinFinding | undefined {
  const round = roundOf(candidate);
  if (round === undefined || !sharesFit(candidate, round)) return undefined;
  return {
    kind: 'wasabi1',
    rule: round.levels.length > 0 ? 'zerolink-levels' : 'zerolink-round',
    anonymitySet: round.participants,
    denominationBase: round.amountBase,
  };
}

function roundOf({ inputs, outputs }: CoinJoinCandidate): Wasabi1Round | undefined {
  const group = equalGroups(outputs)[0];
  if (group === undefined || group.count < participantsMin) return undefined;
  if ([...inputs, ...outputs].some((coin) => coin.scriptKind !== 'p2wpkh')) return undefined;
  if (!paysScriptsHardlyTwice({ inputs, outputs })) return undefined;
  const { amountBase, count } = group;
  const others = outputs.filter((output) => output.amountBase !== amountBase);
  const levels = others.filter((output) => isLevel(output.amountBase, amountBase));
  const changes = others.filter((output) => !isLevel(output.amountBase, amountBase));
  return { amountBase, participants: count, levels, changes };
}

function sharesFit({ inputs }: CoinJoinCandidate, round: Wasabi1Round): boolean {
  const { amountBase, participants, levels, changes } = round;
  if (changes.length < changesMin || changes.length > participants + 1) return false;
  if (changes.length * participantsPerChangeMax < participants) return false;
  if (scriptCount(inputs) < participants) return false;
  if (inputs.length > participants * inputsPerParticipantMax) return false;
  const fitMaxBase = amountBase + amountBase / feeDivisor;
  const below = inputs.filter((input) => input.amountBase < amountBase).length;
  const above = inputs.filter((input) => input.amountBase > fitMaxBase).length;
  const fitting = inputs.length - below - above;
  if (above === 0 || above > changes.length + levels.length) return false;
  // Inputs below the amount fund a participant by two or more.
  if (fitting + above + below / 2 < participants) return false;
  if (fitting + below / 2 < participants - changes.length - levels.length) return false;
  return fundsLargestChange(inputs, round);
}

/** No participant takes out more than the inputs that one participant may register. */
function fundsLargestChange(inputs: readonly CoinShape[], round: Wasabi1Round): boolean {
  const largestChange = descending(round.changes)[0] ?? 0n;
  const largestInputs = descending(inputs)
    .slice(0, inputsPerParticipantMax)
    .reduce((sum, amount) => sum + amount, 0n);
  return largestChange + round.amountBase <= largestInputs;
}

/** True for two, four, eight… times the amount, less the fees of the level. */
function isLevel(outputBase: bigint, amountBase: bigint): boolean {
  for (let level = amountBase * 2n; level - level / feeDivisor <= outputBase; level *= 2n) {
    if (outputBase <= level) return true;
  }
  return false;
}

function descending(coins: readonly CoinShape[]): bigint[] {
  return coins.map((coin) => coin.amountBase).sort((a, b) => (a < b ? 1 : -1));
}
