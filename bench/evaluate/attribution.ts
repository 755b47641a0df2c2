import { readFileSync } from 'node:fs';
import {
  type AttributionMethod,
  accountMethods,
  attributionMethods,
} from '../../src/domain/flow.ts';
import { openPot } from '../../src/tracing/attribution/pot-ledger.ts';
import {
  cleanSegment,
  type Segment,
  tracedSegment,
  tracedSum,
} from '../../src/tracing/attribution/segment.ts';
import { attributeTransaction } from '../../src/tracing/utxo-attribution.ts';
import type { SuiteOptions } from '../evaluate.ts';

/** An exact rational as the vectors write it: `3` or `"3/2"`. */
type Rational = number | string;
/** Amounts by the name of what holds them. */
type Figures = Readonly<Record<string, readonly Rational[] | Rational>>;

interface UtxoVector {
  readonly name: string;
  readonly inputs: readonly { readonly value: Rational; readonly tainted: boolean }[];
  readonly outputs: readonly Rational[];
  readonly fee: Rational;
  readonly expected: Readonly<Record<string, Figures>>;
}

interface AccountVector {
  readonly name: string;
  /** `["in", amount, 1 when traced]` or `["out", amount]`. */
  readonly events: readonly (readonly [string, Rational, (number | boolean)?])[];
  readonly expected: Readonly<Record<string, Figures>>;
}

interface Failure {
  readonly name: string;
  readonly method: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The vectors' older word for a method of ours. */
const renamed: Readonly<Record<string, string>> = {
  tainted_first: 'traced-first',
  clean_first: 'clean-first',
  traced_first: 'traced-first',
};

function methodOf(
  name: string,
  known: readonly AttributionMethod[],
): AttributionMethod | undefined {
  return known.find((method) => method === (renamed[name] ?? name));
}

function fraction(value: Rational): [bigint, bigint] {
  const [numerator = '0', denominator = '1'] = String(value).split('/');
  return [BigInt(numerator), BigInt(denominator)];
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** The least factor that makes every figure whole, so that the integer engine can be exact. */
function commonDenominator(figures: readonly Rational[]): bigint {
  return figures.reduce<bigint>((common, figure) => {
    const [, denominator] = fraction(figure);
    return (common / gcd(common, denominator)) * denominator;
  }, 1n);
}

function scaled(value: Rational, scale: bigint): bigint {
  const [numerator, denominator] = fraction(value);
  return (numerator * scale) / denominator;
}

function incoming(value: bigint, traced: boolean): Segment {
  return traced ? tracedSegment(value, value) : cleanSegment(value);
}

function runUtxo(vector: UtxoVector, method: AttributionMethod, scale: bigint): bigint[] {
  const inputs = vector.inputs.map(({ value, tainted }) => [
    incoming(scaled(value, scale), tainted),
  ]);
  const outputs = vector.outputs.map((value) => scaled(value, scale));
  const { outputs: carried, fee } = attributeTransaction(method, inputs, outputs);
  return [...carried, fee].map((segments) => tracedSum(segments).tracedBase);
}

function runAccount(vector: AccountVector, method: AttributionMethod, scale: bigint): bigint[] {
  const pot = openPot(method, 0n);
  const figures: bigint[] = [];
  for (const [direction, value, traced] of vector.events) {
    const amountBase = scaled(value, scale);
    if (direction === 'in') pot.credit([incoming(amountBase, Boolean(traced))]);
    else figures.push(tracedSum(pot.debit(amountBase)).tracedBase);
  }
  return [...figures, pot.held.tracedBase];
}

function judge(
  name: string,
  method: string,
  figures: readonly Rational[],
  given: readonly Rational[],
  run: (scale: bigint) => bigint[],
): Failure | undefined {
  const scale = commonDenominator([...figures, ...given]);
  const expected = figures.map((figure) => scaled(figure, scale).toString());
  const actual = run(scale).map(String);
  return actual.join() === expected.join() ? undefined : { name, method, expected, actual };
}

/**
 * Attribution of every vector under every method that it names. Amounts are scaled by the common
 * denominator of what is expected. A method that the engine does not know fails its case.
 */
export async function run({ data }: SuiteOptions): Promise<{ json: object; report: string }> {
  // CAST: the documented shape of a vector file; a missing part fails below, by name.
  const vectors = JSON.parse(readFileSync(data, 'utf8')) as {
    utxo?: readonly UtxoVector[];
    account?: readonly AccountVector[];
  };
  const results: (Failure | undefined)[] = [];
  for (const vector of vectors.utxo ?? []) {
    for (const [name, expected] of Object.entries(vector.expected)) {
      const figures = [...list(expected['outputs']), ...list(expected['fee'])];
      const given = [...vector.inputs.map((input) => input.value), ...vector.outputs];
      const method = methodOf(name, attributionMethods);
      results.push(
        judge(vector.name, name, figures, given, (scale) =>
          method ? runUtxo(vector, method, scale) : [],
        ),
      );
    }
  }
  for (const vector of vectors.account ?? []) {
    for (const [name, expected] of Object.entries(vector.expected)) {
      const figures = [...list(expected['out']), ...list(expected['left'])];
      const method = methodOf(name, accountMethods);
      results.push(
        judge(
          vector.name,
          name,
          figures,
          vector.events.map((event) => event[1]),
          (scale) => (method ? runAccount(vector, method, scale) : []),
        ),
      );
    }
  }
  const failed = results.filter((failure) => failure !== undefined);
  const json = { cases: results.length, passed: results.length - failed.length, failed };
  const lines = failed.map((f) => `${f.name}, ${f.method}: wanted ${f.expected}, got ${f.actual}`);
  return { json, report: [`${json.passed} of ${json.cases} cases exact`, ...lines].join('\n') };
}

function list(figures: readonly Rational[] | Rational | undefined): readonly Rational[] {
  return typeof figures === 'object' ? figures : figures === undefined ? [] : [figures];
}
