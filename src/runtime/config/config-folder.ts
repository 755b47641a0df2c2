import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfiguredChain } from '../../chains/configured-chain.ts';
import type { BridgeCatalogue } from '../../crosschain/bridges/bridge-row.ts';
import type { Asset } from '../../domain/asset.ts';
import { messageOf, WagetraceError } from '../../domain/errors.ts';
import type { PricesConfig } from '../../prices/prices-config.ts';
import { listSources } from '../../sanctions/list-sources.ts';
import { type ListsConfig, listsConfigSchema } from '../../sanctions/lists-config.ts';
import { readAssetsConfig } from './assets.ts';
import { readBridgesConfig } from './bridges.ts';
import { readChainsConfig } from './chains.ts';
import { configFault, faultsOf, readYaml } from './config-fault.ts';
import { readPricesConfig } from './prices.ts';

/** What the operator edits, validated. */
export interface OperatorConfig {
  readonly chains: readonly ConfiguredChain[];
  readonly assets: readonly Asset[];
  readonly bridges: BridgeCatalogue;
  /** sha256 of what the operator says of bridges: other rows may read a transaction otherwise. */
  readonly bridgesRevision: string;
  readonly lists: ListsConfig;
  readonly prices: PricesConfig;
  /** The text of the operator's table of prices, where there is one. */
  readonly dailyPrices?: string;
}

/** Reads the operator's YAML files. Throws `config.unreadable` or `config.invalid`, naming the file. */
export async function readConfigFolder(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<OperatorConfig> {
  const chains = readChainsConfig(await textOf(folder, 'chains.yml'), environment);
  const assets = readAssetsConfig(await textOf(folder, 'assets.yml'));
  const bridges = await textOf(folder, 'bridges.yml');
  const lists = readListsConfig(await textOf(folder, 'lists.yml'));
  const prices = readPricesConfig(await textOf(folder, 'prices.yml'), environment);
  const { dailyTable } = prices;
  return {
    ...{ chains, assets, prices, lists },
    bridges: readBridgesConfig(bridges),
    bridgesRevision: createHash('sha256').update(bridges).digest('hex'),
    ...(dailyTable === undefined ? {} : { dailyPrices: await textOf(folder, dailyTable) }),
  };
}

function readListsConfig(text: string): ListsConfig {
  const file = 'config/lists.yml';
  const parsed = listsConfigSchema.safeParse(readYaml(file, text));
  if (!parsed.success) throw configFault(file, faultsOf(parsed.error));
  const known = listSources.map(({ list }) => list);
  const unknown = Object.entries(parsed.data.lists)
    .map(([list, { source = list }]) => ({ list, source }))
    .filter(({ source }) => !known.includes(source))
    .map(({ list, source }) => `lists.${list}: ${source} is no source (${known.join(', ')})`);
  if (unknown.length > 0) throw configFault(file, unknown);
  return parsed.data;
}

async function textOf(folder: string, file: string): Promise<string> {
  try {
    return await readFile(join(folder, file), 'utf8');
  } catch (error) {
    throw new WagetraceError('config.unreadable', `config/${file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
