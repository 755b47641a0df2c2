import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Block } from 'bitcoinjs-lib';
import { accountSpelling } from '../src/accounts/script-accounts.ts';
import { ByteReader } from '../src/chains/bitcoin/byte-reader.ts';
import { utxoTransactionOf } from '../src/chains/bitcoin/map.ts';
import { parseBlock, type RawBlock, readBlock } from '../src/chains/bitcoin/raw-block.ts';
import { previousHashOf } from '../src/chains/bitcoin/raw-transaction.ts';
import { chainId } from '../src/domain/caip.ts';
import type { UtxoTransaction } from '../src/domain/utxo.ts';
import { UnionFind } from '../src/tracing/clustering/union-find.ts';
import { DenseIds } from '../src/tracing/dense-ids.ts';
import { traceFifo } from '../src/tracing/utxo-fifo.ts';
import { UtxoGraph } from '../src/tracing/utxo-graph.ts';
import { generatedChain } from './bitcoin/generated-chain.ts';

const rounds = 300;
const million = 1_000_000;

/**
 * Inputs a second on a real block: bitcoinjs-lib's parse alone; ours with ids computed and the
 * transactions mapped into a graph, the Merkle root checked, clustering by common spending; and
 * ours into whole rows of the ledger, each address spelled anew. Addresses a second, of scripts
 * never seen before. Then first in, first out on a generated chain, and what a graph weighs as it
 * grows. `--blocks FOLDER` holds
 * block300025.raw and its undo data; `--outputs N` is how far the graph grows.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      blocks: { type: 'string', default: resolve('../shared/data/tracing/blocks') },
      outputs: { type: 'string', default: `${10 * million}` },
    },
  });
  const raw = join(values.blocks, 'block300025.raw');
  if (existsSync(raw)) realBlock(readFileSync(raw), readFileSync(raw.replace('.raw', '-undo.raw')));
  else console.log(`no real block: ${raw} is not there`);
  spelling();
  propagation();
  growth(Number(values.outputs));
}

function realBlock(raw: Buffer, undo: Buffer): void {
  const spent = spentScripts(undo);
  const inputs = spent.length;
  const [peer, mapped, checked, clustered, stored] = interleaved([
    () => Block.fromBuffer(raw),
    () => graphOf(parseBlock(raw)),
    () => graphOf(readBlock(raw)),
    () => clusters(readBlock(raw), spent),
    () => ledgerOf(parseBlock(raw)),
  ]);
  const line = (name: string, ms: number) =>
    console.log(`${name.padEnd(44)} ${ms.toFixed(2)} ms  ${rate(inputs, ms)} inputs/s`);
  console.log(`block 300025, ${inputs} inputs, best of ${rounds}`);
  line('bitcoinjs-lib: parse', peer);
  line('parse, ids, mapped into the graph', mapped);
  line('the same with the Merkle root checked', checked);
  line('the same and clusters', clustered);
  line('parse, ids, whole rows, addresses spelled', stored);
  const ratio = (ms: number) => (peer / ms).toFixed(2);
  console.log(`of the speed of the peer's parse, which makes neither ids nor addresses:`);
  console.log(`  parse and mapping for tracing ${ratio(mapped)}`);
  console.log(`  parse and mapping to whole rows of the ledger ${ratio(stored)}\n`);
}

/** Runs the contestants in turn, so that each meets the same disturbances; the best time of each. */
function interleaved<Contestants extends readonly (() => unknown)[]>(
  contestants: readonly [...Contestants],
): { [K in keyof Contestants]: number } {
  const best = contestants.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const started = performance.now();
      contestant();
      best[i] = Math.min(best[i] ?? 0, performance.now() - started);
    }
  }
  // CAST: one time for each contestant, in their order.
  return best as { [K in keyof Contestants]: number };
}

const bitcoin = chainId('bip122:000000000019d6689c085ae165831e93');
const spell = accountSpelling(bitcoin);

/** Whole transactions as the ledger keeps them, each script read and each account spelled. */
function ledgerOf({ transactions, hash }: RawBlock): UtxoTransaction[] {
  const [height, time] = [300_025, '2014-05-10T08:13:55.000Z'];
  return transactions.map((raw, txIndex) =>
    utxoTransactionOf(bitcoin, spell, { height, blockHash: hash, time, txIndex }, raw),
  );
}

/** Fresh scripts each round: nothing that is remembered of one could help. */
function spelling(): void {
  const count = 20_000;
  const kinds = [
    ['p2pkh', 20],
    ['p2sh', 20],
    ['p2wpkh', 20],
    ['p2wsh', 32],
    ['p2tr', 32],
  ] as const;
  const rates = kinds.map(([kind, length]) => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5; round++) {
      const payloads = randomBytes(count * length);
      const started = performance.now();
      for (let at = 0; at < count; at++) {
        spell(kind, payloads, at * length, (at + 1) * length);
      }
      best = Math.min(best, performance.now() - started);
    }
    return `${kind} ${rate(count, best)}`;
  });
  console.log(`addresses a second: ${rates.join(', ')}\n`);
}

function graphOf({ transactions }: RawBlock): UtxoGraph {
  const graph = new UtxoGraph();
  graph.startBlock(300_025);
  for (const { hash, coinbase, inputs, outputs } of transactions) {
    graph.startTransaction(bufferOf(hash), coinbase);
    // The coins of other blocks have no amounts here.
    if (!coinbase) for (const input of inputs) graph.addInput(previousHashOf(input), input.index);
    for (const { amountBase } of outputs) graph.addOutput(amountBase);
  }
  return graph;
}

/** A view, not a copy. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Holders by script, joined by common spending. */
function clusters(block: RawBlock, spent: readonly string[]): UnionFind {
  const graph = graphOf(block);
  const holders = new DenseIds<string>();
  const sets = new UnionFind();
  for (let transaction = 0; transaction < graph.transactionCount; transaction++) {
    const [first, end] = [graph.firstInput(transaction), graph.firstInput(transaction + 1)];
    const root = first < end ? holders.add(spent[first] ?? '') : 0;
    for (let input = first + 1; input < end; input++) {
      const holder = holders.add(spent[input] ?? '');
      sets.grow(holders.count);
      sets.union(root, holder);
    }
  }
  return sets;
}

function spentScripts(undo: Buffer): string[] {
  const reader = new ByteReader(undo);
  const scripts: string[] = [];
  while (reader.left > 0) {
    reader.skip(8);
    scripts.push(reader.slice(reader.size()).toString('latin1'));
  }
  return scripts;
}

function propagation(): void {
  const graph = generatedChain(million);
  const { inputCount, coinCount } = graph;
  console.log(`first in, first out: ${inputCount} inputs, ${coinCount} outputs`);
  for (const seeds of [1, 1_000, 50_000]) {
    const coins = Array.from({ length: seeds }, (_, i) => i * 7);
    const started = performance.now();
    const found = traceFifo(graph, coins);
    const ms = performance.now() - started;
    console.log(
      `${`${seeds} seeds, ${found.coins.length} coins reached`.padEnd(44)} ${ms.toFixed(0)} ms  ${rate(inputCount, ms)} inputs/s`,
    );
  }
  console.log();
}

function growth(outputsMax: number): void {
  console.log('growth: outputs, seconds to build, bytes an output, seconds to follow 1,000 seeds');
  for (const outputs of [1, 2, 5, 10].map((n) => n * million).filter((n) => n <= outputsMax)) {
    const before = held();
    const started = performance.now();
    const graph = generatedChain(outputs);
    const built = performance.now();
    const bytes = held() - before;
    traceFifo(
      graph,
      Array.from({ length: 1_000 }, (_, i) => i * 7),
    );
    const traced = performance.now();
    const seconds = (from: number, to: number) => ((to - from) / 1_000).toFixed(1);
    const each = (bytes / graph.coinCount).toFixed(0);
    console.log(
      `${graph.coinCount}  ${seconds(started, built)} s  ${each} B  ${seconds(built, traced)} s`,
    );
  }
}

function held(): number {
  // Buffers of arrays are freed after the arrays that hold them.
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function rate(count: number, ms: number): string {
  return `${((count / ms) * 1_000).toLocaleString('en', { maximumFractionDigits: 0 })}`;
}
