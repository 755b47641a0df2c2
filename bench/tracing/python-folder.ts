import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { TransferColumns } from '../../src/tracing/subgraph.ts';
import { plainBlock } from './our-answers.ts';
import { runPython } from './peer-packages.ts';
import { hopsMax, type PeerResult, type Questions } from './questions.ts';
import { csvOf } from './sql-peers.ts';

const pythonPeer = resolve(import.meta.dirname, 'python-peer.py');

/** The graph and the questions as files, for peers that are other processes. */
export class PythonFolder {
  readonly #columns: TransferColumns;
  readonly #path = mkdtempSync(join(tmpdir(), 'wagetrace-bench-'));

  constructor(
    columns: TransferColumns,
    asked: Questions & { readonly runs: number; readonly plainOnly: boolean },
  ) {
    this.#columns = columns;
    this.#writeColumn('from', columns.from);
    this.#writeColumn('to', columns.to);
    this.#writeColumn('height', columns.height);
    this.#writeColumn('amount', columns.amount.exact ?? new Float64Array());
    const questions = { ...asked, block: plainBlock, accounts: columns.potCount, hopsMax };
    writeFileSync(join(this.#path, 'questions.json'), JSON.stringify(questions));
  }

  answers(library: 'igraph' | 'networkx'): PeerResult {
    // CAST: printed by our own script in this shape.
    return JSON.parse(runPython(pythonPeer, [library, this.#path])) as PeerResult;
  }

  async csvFile(): Promise<string> {
    const file = join(this.#path, 'edges.csv');
    await pipeline(csvOf(this.#columns), createWriteStream(file));
    return file;
  }

  remove(): void {
    rmSync(this.#path, { recursive: true });
  }

  #writeColumn(name: string, column: Uint32Array | Float64Array): void {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    writeFileSync(join(this.#path, name), bytes);
  }
}
