import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type BlockFileChain, blockFileChain } from '../../src/chains/bitcoin/block-file-chain.ts';
import { BlockFiles } from '../../src/chains/bitcoin/block-files.ts';
import { idOf } from '../../src/chains/bitcoin/double-hash.ts';
import { subsidyBase, subsidyScheduleOf } from '../../src/chains/bitcoin/subsidy.ts';
import { WagetraceError } from '../../src/domain/errors.ts';
import { type AttributionMethod, attributionMethods } from '../../src/domain/flow.ts';
import { outpointKey } from '../../src/domain/utxo.ts';
import { segmentSum, tracedSum } from '../../src/tracing/attribution/segment.ts';
import { UtxoTrace } from '../../src/tracing/trace-utxo.ts';
import { type ChainBlock, type ChainStep, ChainSteps, sumBase } from '../bitcoin/chain-steps.ts';
import type { SuiteOptions } from '../evaluate.ts';

interface Question {
  readonly files: readonly string[];
  /** `txid:vout`, each once. */
  readonly seeds: readonly string[];
  readonly until: number;
  readonly method: AttributionMethod;
  readonly fees: boolean;
}

/**
 * `--blocks FILE[,…] --seed TXID:VOUT[,…] --until HEIGHT --method M [--fees]`: the unspent outputs
 * that carry value of the seeds after the block at that height. Outputs that carry none are not
 * counted; what an unspendable output carries is, since the value rests there. A folder stands for
 * the `blk*.dat` in it.
 */
export async function run({ flags }: SuiteOptions): Promise<{ json: object; report: string }> {
  const question = questionOf(flags);
  const files = new BlockFiles(question.files);
  try {
    const json = answer(question, blockFileChain(files));
    return { json, report: JSON.stringify(json) };
  } finally {
    files.close();
  }
}

function answer(question: Question, chain: BlockFileChain) {
  const { until, method, fees } = question;
  if (until >= chain.blockCount) {
    throw new Error(`--until ${until} is above the tip at ${chain.blockCount - 1}`);
  }
  const trace = new UtxoTrace<number>(method, { feesFollow: fees });
  const steps = new ChainSteps();
  const seeds = new Seeds(question.seeds);
  let height = 0;
  for (const raw of chain.blocks()) {
    // Beyond the height the seeds are only looked for: one that is never made is a mistake.
    if (height > until && seeds.missing.length === 0) break;
    if (height > until) {
      for (const { hash, outputs } of raw.transactions) seeds.meet(hash, outputs);
    } else apply(trace, seeds, steps.take(raw, height), chain, height);
    height += 1;
  }
  if (seeds.missing.length > 0) throw neverMade(seeds, chain);
  return carriedBy(trace);
}

/** The seeds, of which each is met when its transaction is. */
class Seeds {
  readonly #indexesByHash = new Map<string, number[]>();
  readonly #missing: Set<string>;

  constructor(seeds: readonly string[]) {
    this.#missing = new Set(seeds);
    for (const seed of seeds) {
      const hash = Buffer.from(seed.slice(0, 64), 'hex').reverse().toString('hex');
      const indexes = this.#indexesByHash.get(hash) ?? [];
      this.#indexesByHash.set(hash, [...indexes, Number(seed.slice(65))]);
    }
  }

  get missing(): readonly string[] {
    return [...this.#missing];
  }

  /** Those of the outputs of a transaction that are seeds. */
  meet<Output>(hash: Uint8Array, outputs: readonly Output[]): readonly Output[] {
    const indexes = this.#indexesByHash.get(Buffer.from(hash).toString('hex'));
    return (indexes ?? []).flatMap((index) => {
      const output = outputs[index];
      if (output !== undefined) this.#missing.delete(outpointKey({ tx: idOf(hash), index }));
      return output === undefined ? [] : [output];
    });
  }
}

function apply(
  trace: UtxoTrace<number>,
  seeds: Seeds,
  { coinbase, transactions, overwritten }: ChainBlock,
  chain: BlockFileChain,
  height: number,
): void {
  for (const { hash, outputs } of coinbase ? [coinbase, ...transactions] : transactions) {
    for (const { coin } of seeds.meet(hash, outputs)) trace.awaitSeed(coin);
  }
  for (const coin of overwritten) trace.destroy(coin);
  const made = coinbase && {
    subsidyBase: subsidyOf({ coinbase, transactions }, chain, height),
    outputs: coinbase.outputs,
  };
  trace.applyBlock({ transactions, ...(made ? { coinbase: made } : {}) });
}

/**
 * By the network's schedule; on an unknown network whatever the miner took beyond the fees. Throws
 * `bitcoin.bad-block` for a reward that is larger than both allow.
 */
function subsidyOf(
  { coinbase, transactions }: { coinbase: ChainStep; transactions: readonly ChainStep[] },
  { magic, genesisHash }: BlockFileChain,
  height: number,
): bigint {
  const fees = transactions.reduce((sum, { inputs, outputs }) => {
    return sum + sumBase(inputs) - sumBase(outputs);
  }, 0n);
  const taken = sumBase(coinbase.outputs) - fees;
  const schedule = subsidyScheduleOf(magic, genesisHash);
  if (!schedule) return taken > 0n ? taken : 0n;
  const subsidy = subsidyBase(schedule, height);
  // What fees are followed into would begin at the wrong satoshi.
  if (taken > subsidy) {
    throw new WagetraceError('bitcoin.bad-block', 'A reward exceeds subsidy and fees', {
      details: { height },
    });
  }
  return subsidy;
}

function neverMade({ missing }: Seeds, chain: BlockFileChain): Error {
  const lost = new Seeds(missing);
  for (const { transactions } of chain.staleBlocks()) {
    for (const { hash, outputs } of transactions) lost.meet(hash, outputs);
  }
  const orphaned = missing.filter((seed) => !lost.missing.includes(seed));
  return orphaned.length > 0
    ? new Error(`no such output but in a block that lost: ${orphaned.join(', ')}`)
    : new Error(`no such output: ${missing.join(', ')}`);
}

function carriedBy(trace: UtxoTrace<number>) {
  let [unspentOutputs, face, traced] = [0, 0n, 0n];
  for (const segments of trace.coins.values()) {
    const { tracedBase } = tracedSum(segments);
    if (tracedBase === 0n) continue;
    unspentOutputs += 1;
    face += segmentSum(segments);
    traced += tracedBase;
  }
  return { unspentOutputs, faceValue: `${face}`, tracedValue: `${traced}` };
}

function questionOf(flags: SuiteOptions['flags']): Question {
  const { blocks, seed, until, method, fees } = flags;
  const seeds = typeof seed === 'string' ? seed.toLowerCase().split(',') : [];
  const known = attributionMethods.find((candidate) => candidate === method);
  if (typeof blocks !== 'string' || !/^\d{1,9}$/.test(`${until}`) || known === undefined) {
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
    files: blockFilesIn(blocks),
    seeds: [...new Set(spelled)],
    until: Number(until),
    method: known,
    fees: fees === true,
  };
}

/** One file (whose name may hold a comma), several, or those of a folder. */
function blockFilesIn(blocks: string): string[] {
  const paths = existsSync(blocks) ? [blocks] : blocks.split(',');
  return paths.flatMap((path) =>
    existsSync(path) && statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => /^blk\d+\.dat$/.test(name))
          .sort()
          .map((name) => join(path, name))
      : [path],
  );
}
