import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { encodeJson } from '../../domain/json.ts';
import type { Transfer } from '../../domain/transfer.ts';

/**
 * The transfers by ascending height, whatever the file's own order. Up to `rowsMax` are sorted in
 * memory; beyond that, sorted runs of that many go to a new folder under `scratchFolder` and are
 * merged, so that memory does not grow with the file. The folder is gone when the reader stops.
 */
export async function* sortedByHeight(
  transfers: AsyncIterable<Transfer>,
  rowsMax: number,
  scratchFolder: string,
): AsyncGenerator<Transfer> {
  let folder: string | undefined;
  const runs: string[] = [];
  let rows: Transfer[] = [];
  try {
    for await (const transfer of transfers) {
      rows.push(transfer);
      if (rows.length < rowsMax) continue;
      folder ??= await mkdtemp(join(scratchFolder, 'wagetrace-import-'));
      runs.push(await writeRun(join(folder, `${runs.length}.jsonl`), rows));
      rows = [];
    }
    yield* merge([...runs.map(readRun), iterate(rows.sort(byHeight))]);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function byHeight(a: Transfer, b: Transfer): number {
  return a.height - b.height;
}

async function writeRun(path: string, rows: Transfer[]): Promise<string> {
  rows.sort(byHeight);
  await writeFile(path, lines(rows));
  return path;
}

/** Written a thousand at a time: a write for each line would cost more than the sorting. */
function* lines(rows: readonly Transfer[]): Generator<string> {
  for (let start = 0; start < rows.length; start += 1000) {
    const part = rows.slice(start, start + 1000);
    yield part.map((row) => `${encodeJson(row)}\n`).join('');
  }
}

async function* readRun(path: string): AsyncGenerator<Transfer> {
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Infinity,
  })) {
    // CAST: `writeRun` wrote it.
    const row = JSON.parse(line) as Omit<Transfer, 'amountBase'> & { amountBase: string };
    yield { ...row, amountBase: BigInt(row.amountBase) };
  }
}

async function* iterate(rows: readonly Transfer[]): AsyncGenerator<Transfer> {
  yield* rows;
}

/** Always the lowest of the heads; there are as few runs as the file has multiples of memory. */
async function* merge(runs: readonly AsyncGenerator<Transfer>[]): AsyncGenerator<Transfer> {
  const heads: { transfer: Transfer; run: AsyncGenerator<Transfer> }[] = [];
  const advance = async (run: AsyncGenerator<Transfer>) => {
    const next = await run.next();
    if (!next.done) heads.push({ transfer: next.value, run });
  };
  try {
    for (const run of runs) await advance(run);
    while (heads.length > 0) {
      let lowest = 0;
      heads.forEach((head, i) => {
        if (head.transfer.height < (heads[lowest]?.transfer.height ?? 0)) lowest = i;
      });
      for (const { transfer, run } of heads.splice(lowest, 1)) {
        yield transfer;
        await advance(run);
      }
    }
  } finally {
    for (const run of runs) await run.return(undefined);
  }
}
