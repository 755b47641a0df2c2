import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { scriptKindOf } from '../../src/chains/bitcoin/script-kind.ts';
import type { CoinShape } from '../../src/tracing/coinjoin/candidate.ts';
import { detectCoinJoin } from '../../src/tracing/coinjoin/detect-coinjoin.ts';
import type { SuiteOptions } from '../evaluate.ts';

const satoshi = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,17}$/)
    .transform(Number),
]);
/** A coin of which the script is not told is of no kind, and of a script of its own. */
const coin = z.object({ value: satoshi, script: z.string().nullish() });
const row = z.object({
  label: z.string().default('unlabelled'),
  txid: z.string().default('a row without id'),
  inputs: z.array(coin),
  outputs: z.array(coin),
});

type Confusion = Record<string, Record<string, number>>;

/** Bars by label: the kinds that count as right, and the share of the rows that must be. */
const bars: Readonly<
  Record<string, { readonly right: readonly string[]; readonly share: number }>
> = {
  wasabi1: { right: ['any'], share: 1 },
  'wasabi-other': { right: ['any'], share: 1 },
  wasabi2: { right: ['wasabi2'], share: 1 },
  whirlpool: { right: ['whirlpool'], share: 1 },
  'whirlpool-tx0': { right: ['any'], share: 17 / 20 },
  'not-coinjoin': { right: ['none'], share: 58 / 60 },
};

/** Detects CoinJoins among labelled transactions; the label is read after the answer is given. */
export async function run({
  data,
}: SuiteOptions): Promise<{ readonly json: object; readonly report: string }> {
  const confusion: Confusion = {};
  const missed: string[] = [];
  for await (const line of createInterface({ input: createReadStream(data) })) {
    if (line.trim() === '') continue;
    const { label, txid, inputs, outputs } = row.parse(JSON.parse(line));
    const finding = detectCoinJoin({
      inputs: inputs.map(shapeIn('input')),
      outputs: outputs.map(shapeIn('output')),
    });
    const predicted = finding?.kind ?? 'none';
    const counts = confusion[label] ?? {};
    confusion[label] = { ...counts, [predicted]: (counts[predicted] ?? 0) + 1 };
    if (!isRight(label, predicted)) missed.push(`${label} ${txid} predicted ${predicted}`);
  }
  return { json: { confusion }, report: reportOf(confusion, missed) };
}

function shapeIn(side: string) {
  return ({ value, script }: z.infer<typeof coin>, index: number): CoinShape => {
    const amountBase = BigInt(value);
    if (script === undefined || script === null) {
      return { amountBase, script: `${side} ${index}`, scriptKind: 'unknown' };
    }
    return { amountBase, script, scriptKind: scriptKindOf(Buffer.from(script, 'hex')) };
  };
}

function isRight(label: string, predicted: string): boolean {
  const right = bars[label]?.right;
  if (right === undefined) return true;
  return right.includes(predicted) || (right.includes('any') && predicted !== 'none');
}

function reportOf(confusion: Confusion, missed: readonly string[]): string {
  const lines = Object.entries(confusion).map(([label, counts]) => {
    const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
    const right = Object.entries(counts).reduce((n, [p, c]) => n + (isRight(label, p) ? c : 0), 0);
    const bar = bars[label];
    const verdict =
      bar === undefined ? 'as it comes' : right >= bar.share * total ? 'met' : 'MISSED';
    return `${label.padEnd(16)} ${right}/${total} ${verdict}  ${JSON.stringify(counts)}`;
  });
  return [...lines, ...missed].join('\n');
}
