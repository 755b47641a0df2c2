import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ConfiguredChain } from '../../chains/configured-chain.ts';
import type { BridgeCatalogue } from '../../crosschain/bridges/bridge-row.ts';
import type { Asset } from '../../domain/asset.ts';
import { messageOf, WagetraceError } from '../../domain/errors.ts';
import type { PricesConfig } from '../../prices/prices-config.ts';
import { type ListsConfig, listsConfigSchema } from '../../sanctions/lists-config.ts';
import { readAssetsConfig } from './assets.ts';
import { readBridgesConfig } from './bridges.ts';
import { readChainsConfig } from './chains.ts';
import { configFault, faultsOf } from './config-fault.ts';
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
  const lists = listsConfigSchema.safeParse(parse(await textOf(folder, 'lists.yml')));
  if (!lists.success) throw configFault('config/lists.yml', faultsOf(lists.error));
  const prices = readPricesConfig(await textOf(folder, 'prices.yml'), environment);
  const { dailyTable } = prices;
  return {
    ...{ chains, assets, prices, lists: lists.data },
    bridges: readBridgesConfig(bridges),
    bridgesRevision: createHash('sha256').update(bridges).digest('hex'),
    ...(dailyTable === undefined ? {} : { dailyPrices: await textOf(folder, dailyTable) }),
  };
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
