import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withoutXor } from '../../src/chains/bitcoin/block-file.ts';
import { blockFileChain } from '../../src/chains/bitcoin/block-file-chain.ts';
import { subsidyBase, subsidyScheduleOf } from '../../src/chains/bitcoin/subsidy.ts';
import { chainId } from '../../src/domain/caip.ts';
import { type AttributionMethod, attributionMethods } from '../../src/domain/flow.ts';
import {
  feeBase,
  outpointKey,
  outputSumBase,
  type UtxoTransaction,
} from '../../src/domain/utxo.ts';
import { segmentSum, tracedSum } from '../../src/tracing/attribution/segment.ts';
import { UtxoTrace } from '../../src/tracing/trace-utxo.ts';
import type { SuiteOptions } from '../evaluate.ts';

/** Accounts play no part in following coins. */
const anyChain = chainId('bip122:000000000019d6689c085ae165831e93');

interface Question {
  readonly blocks: string;
  readonly seeds: readonly string[];
  readonly until: number;
  readonly method: AttributionMethod;
  readonly fees: boolean;
}

/**
 * `--blocks FILE --seed TXID:VOUT[,…] --until HEIGHT --method M [--fees]`: the unspent outputs
 * that carry value of the seeds after the block at that height. Outputs that carry none are not
 * counted; what an unspendable output carries is, since the value rests there.
 */
export async function run({ flags }: SuiteOptions): Promise<{ json: object; report: string }> {
  const question = questionOf(flags);
  const file = await plainFile(question.blocks);
  const chain = blockFileChain(file, anyChain, () => undefined);
  if (question.until >= chain.blockCount) {
    throw new Error(`--until ${question.until} is above the tip at ${chain.blockCount - 1}`);
  }
  const trace = new UtxoTrace<string>(question.method, { feesFollow: question.fees });
  const missing = new Set(question.seeds);
  for (const seed of question.seeds) trace.awaitSeed(seed);
  for (const block of chain.blocks()) {
    const height = block[0]?.height ?? 0;
    if (height > question.until && missing.size === 0) break;
    for (const { tx, outputs } of block) {
      for (const index of outputs.keys()) missing.delete(outpointKey({ tx, index }));
    }
    if (height <= question.until) trace.applyBlock(blockOf(block, chain.magic, height));
  }
  if (missing.size > 0) throw new Error(`no such output: ${[...missing].join(', ')}`);
  return answerOf(trace, chain.staleCount);
}

function answerOf(trace: UtxoTrace<string>, staleCount: number) {
  let [unspentOutputs, face, traced] = [0, 0n, 0n];
  for (const segments of trace.coins.values()) {
    const { tracedBase } = tracedSum(segments);
    if (tracedBase === 0n) continue;
    unspentOutputs += 1;
    face += segmentSum(segments);
    traced += tracedBase;
  }
  const json = { unspentOutputs, faceValue: `${face}`, tracedValue: `${traced}` };
  const report = [
    `${unspentOutputs} unspent outputs worth ${face} satoshi carry ${traced} of the seed`,
    `seeded ${trace.seeded.tracedBase}, ended as fees ${trace.fees.tracedBase}, ` +
      `destroyed ${trace.destroyed.tracedBase}, stale blocks left out ${staleCount}`,
  ].join('\n');
  return { json, report };
}

function questionOf(flags: SuiteOptions['flags']): Question {
  const { blocks, seed, until, method, fees } = flags;
  const seeds = typeof seed === 'string' ? seed.toLowerCase().split(',') : [];
  const known = attributionMethods.find((candidate) => candidate === method);
  if (typeof blocks !== 'string' || !/^\d+$/.test(`${until}`) || known === undefined) {
    const methods = attributionMethods.join('|');
    throw new Error(
      `--blocks FILE --seed TXID:VOUT[,…] --until HEIGHT --method ${methods} [--fees]`,
    );
  }
  if (seeds.length === 0 || !seeds.every((text) => /^[0-9a-f]{64}:\d{1,9}$/.test(text))) {
    throw new Error('--seed is one or more TXID:VOUT, separated by commas');
  }
  // One spelling for each: a seed of `…:01` would never be made.
  const spelled = seeds.map((text) =>
    outpointKey({ tx: text.slice(0, 64), index: Number(text.slice(65)) }),
  );
  return {
    blocks,
    seeds: [...new Set(spelled)],
    until: Number(until),
    method: known,
    fees: fees === true,
  };
}

/** The file without the XOR of newer nodes, whose key lies beside it. */
async function plainFile(path: string): Promise<Buffer> {
  const file = await readFile(path);
  const key = await readFile(join(dirname(path), 'xor.dat')).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return Buffer.alloc(8);
      throw error;
    },
  );
  return withoutXor(file, key);
}

function blockOf(block: readonly UtxoTransaction[], magic: string, height: number) {
  const coinbase = block.find((transaction) => transaction.coinbase);
  return {
    transactions: block.filter((transaction) => !transaction.coinbase).map(stepOf),
    ...(coinbase === undefined
      ? {}
      : {
          coinbase: {
            subsidyBase: subsidyOf(block, coinbase, magic, height),
            outputs: stepOf(coinbase).outputs,
          },
        }),
  };
}

/** By the network's schedule; on an unknown network whatever the miner took beyond the fees. */
function subsidyOf(
  block: readonly UtxoTransaction[],
  coinbase: UtxoTransaction,
  magic: string,
  height: number,
): bigint {
  const schedule = subsidyScheduleOf(magic);
  if (schedule) return subsidyBase(schedule, height);
  const fees = block.reduce((sum, transaction) => sum + (feeBase(transaction) ?? 0n), 0n);
  const taken = outputSumBase(coinbase) - fees;
  return taken > 0n ? taken : 0n;
}

function stepOf({ tx, inputs, outputs }: UtxoTransaction) {
  return {
    inputs: inputs.map(({ outpoint, coin }) => ({
      coin: outpointKey(outpoint),
      amountBase: coin?.amountBase ?? 0n,
    })),
    outputs: outputs.map(({ amountBase }, index) => ({
      coin: outpointKey({ tx, index }),
      amountBase,
    })),
  };
}
