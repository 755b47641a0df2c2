import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { SingleBar } from 'cli-progress';
import type { Command } from 'commander';
import { fileLimits } from '../../chains/file/limits.ts';
import { type FileMapping, fileMapping } from '../../chains/file/mapping.ts';
import { type FileImport, importTransfers } from '../../chains/file/source.ts';
import { messageOf, WagetraceError } from '../../domain/errors.ts';
import type { Core } from '../compose-core.ts';
import { faultsOf } from '../config/config-fault.ts';
import { findOrganisation } from '../store.ts';
import { systemClock } from '../system-clock.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

interface ImportOptions {
  readonly mapping: string;
  readonly organisation: string;
  readonly json?: boolean;
}

/** `wagetrace import`: transfers from a file into the ledger of one organisation. */
export function addImportCommand(program: Command): void {
  program
    .command('import <file>')
    .description('import transfers from CSV or JSONL; they belong to the organisation')
    .requiredOption(
      '--mapping <file>',
      'JSON: chain, columns, asset and decimals, what the file covers',
    )
    .requiredOption('--organisation <id>')
    .option('--json')
    .action(async (file: string, options: ImportOptions) => {
      const mapping = await readMapping(options.mapping);
      await withCore(async (core) => {
        const { id } = await findOrganisation(core.database, options.organisation);
        const imported = await importFile(core, id, file, mapping, options.json ?? false);
        print(options.json ?? false, imported, () => summaryOf(imported));
        if (imported.errorCount > 0) process.exitCode = 1;
      });
    });
}

async function readMapping(path: string): Promise<FileMapping> {
  const parsed = fileMapping.safeParse(parseJson(await readFile(path, 'utf8').catch(unreadable)));
  if (parsed.success) return parsed.data;
  const faults = faultsOf(parsed.error);
  throw new WagetraceError(
    'import.bad-mapping',
    `The mapping does not fit:\n  ${faults.join('\n  ')}`,
  );
}

/** A path that is wrong is the caller's, and is told like everything else of his. */
function unreadable(cause: unknown): never {
  throw new WagetraceError('import.unreadable', messageOf(cause), { cause });
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(unreadable);
  if (found.isDirectory()) throw new WagetraceError('import.unreadable', `${file} is a folder`);
  return found.size;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WagetraceError('import.bad-mapping', `The mapping is not JSON: ${messageOf(error)}`);
  }
}

async function importFile(
  core: Core,
  organisationId: string,
  file: string,
  mapping: FileMapping,
  quiet: boolean,
): Promise<FileImport> {
  const { ledger } = core.flows;
  const owner = { organisationId };
  const bar = new SingleBar({
    format: 'read {percentage}% | {bar} | {stored} stored',
    noTTYOutput: false,
  });
  // Asked before it is opened: nobody hears a stream that fails before it is read.
  const size = await sizeOf(file);
  const input = createReadStream(file);
  if (!quiet) bar.start(size, 0, { stored: 0 });
  let stored = 0;
  try {
    const imported = await importTransfers(
      input,
      {
        mapping,
        limits: fileLimits,
        scratchFolder: tmpdir(),
        name: basename(file),
        readAt: systemClock.now().toISOString(),
      },
      async (transfers) => {
        await ledger.append({ owner, transfers, events: [], coverage: [] });
        stored += transfers.length;
        bar.update(input.bytesRead, { stored });
      },
    );
    await ledger.append({ owner, transfers: [], events: [], coverage: imported.coverage });
    return imported;
  } finally {
    bar.stop();
  }
}

function summaryOf({ rows, transfers, errors, errorCount, limit }: FileImport): string {
  return [
    `${rows} rows, ${transfers} transfers imported, ${errorCount} rows with errors`,
    ...(limit ? [`stopped at the limit of ${limit}: the rest was not read`] : []),
    ...errors
      .slice(0, 20)
      .map((error) => `  line ${error.line}, ${error.column ?? 'whole row'}: ${error.message}`),
  ].join('\n');
}
