import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { legDecoder, loadFamilies } from '../../crosschain/bridges/leg-decoder.ts';
import { addressOf } from '../../domain/caip.ts';
import { messageOf, WagetraceError } from '../../domain/errors.ts';
import { type BridgesCheck, checkBridges } from '../check-bridges.ts';
import { readBridgesConfig } from '../config/bridges.ts';
import { readConfigFolder } from '../config/config-folder.ts';
import { readSettings } from '../settings.ts';
import { print } from './print.ts';

const blocksMax = 10_000;

interface CheckOptions {
  readonly chain: string;
  readonly blocks: string;
  readonly json?: boolean;
}

/** `wagetrace bridges check`: what listed contracts emit and no decoder reads. Needs no database. */
export function addBridgesCommand(program: Command): void {
  program
    .command('bridges')
    .description('the catalogue of bridges')
    .command('check')
    .description('find events of listed contracts that no decoder reads; exit code 3 if any')
    .requiredOption('--chain <chain>', 'CAIP-2 id or name of a configured chain')
    .option('--blocks <count>', `how many of the newest blocks to read, up to ${blocksMax}`, '100')
    .option('--json')
    .action(async (options: CheckOptions) => {
      const check = await checkConfigured(options);
      print(options.json ?? false, check, () => textOf(check));
      if (check.unknown.length > 0) process.exitCode = 3;
    });
}

async function checkConfigured({ chain, blocks }: CheckOptions): Promise<BridgesCheck> {
  const count = /^\d{1,6}$/.test(blocks) ? Number(blocks) : 0;
  if (count < 1 || count > blocksMax) {
    const message = `--blocks is a whole number from 1 to ${blocksMax}`;
    throw new WagetraceError('command.bad-blocks', message);
  }
  const { configFolder, environment } = readSettings(process.env, []);
  const { chains } = await readConfigFolder(configFolder, environment);
  const catalogue = readBridgesConfig(await bridgesText(configFolder));
  const decoder = legDecoder(await loadFamilies(catalogue));
  const { signal } = new AbortController();
  return await checkBridges(chains, { catalogue, decoder }, { chain, blocks: count }, signal);
}

async function bridgesText(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'bridges.yml'), 'utf8');
  } catch (cause) {
    const message = `config/bridges.yml: ${messageOf(cause)}`;
    throw new WagetraceError('config.unreadable', message, { cause });
  }
}

function textOf({ chain, contracts, events, incomplete, unknown, ...range }: BridgesCheck): string {
  const { fromHeight, toHeight } = range;
  return [
    `${chain}, blocks ${fromHeight} to ${toHeight}: ${contracts} listed contracts, ${events} events, ${unknown.length} unknown kinds`,
    ...unknown.map(
      ({ protocol, group, contract, topic0, count, tx }) =>
        `  ${protocol} ${group} ${addressOf(contract)}  ${topic0}  ${count} times, first in ${tx}`,
    ),
    ...incomplete.map(({ message }) => `  not complete: ${message}`),
  ].join('\n');
}
