import { z } from 'zod';
import { assetId, chainId } from '../../domain/caip.ts';
import type { Depeg, PriceSourceSettings, PricesConfig } from '../../prices/prices-config.ts';
import { configFault, faultsOf, readYaml } from './config-fault.ts';
import { fromEnvironment } from './environment-reference.ts';

const file = 'config/prices.yml';

const depeg = z.strictObject({
  symbols: z.array(z.string().min(1).max(32)).min(1),
  from: z.iso.date(),
  to: z.iso.date().optional(),
});

const schema = z.strictObject({
  dailyTable: z.string().min(1).optional(),
  sources: z
    .array(
      z.strictObject({
        dialect: z.enum(['defillama', 'coingecko']),
        url: z.string(),
        key: z.string().optional(),
      }),
    )
    .default([]),
  coins: z.record(z.string(), z.array(z.string().transform((text) => assetId(text)))).default({}),
  llamaChains: z.record(z.string(), z.string()).default({}),
  depegs: z.array(depeg).default([]),
});

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `config/prices.yml`. A source whose URL names a variable that is not set is left out, and
 * a key that is not set is none. Throws `config.invalid` with the path of each fault.
 */
export function readPricesConfig(text: string, environment: Environment): PricesConfig {
  const parsed = schema.safeParse(readYaml(file, text));
  if (!parsed.success) throw configFault(file, faultsOf(parsed.error));
  const { coins, llamaChains, depegs, sources, dailyTable } = parsed.data;
  return {
    coins: new Map(
      Object.entries(coins).flatMap(([coin, assets]) =>
        assets.map((asset) => [asset, coin] as const),
      ),
    ),
    llamaChains: new Map(
      Object.entries(llamaChains).map(([chain, name]) => [chainId(chain), name] as const),
    ),
    depegs: depegsBySymbol(depegs),
    sources: sources.flatMap((source) => sourceOf(source, environment)),
    ...(dailyTable === undefined ? {} : { dailyTable }),
  };
}

function depegsBySymbol(depegs: readonly z.output<typeof depeg>[]): Map<string, Depeg[]> {
  const bySymbol = new Map<string, Depeg[]>();
  for (const { symbols, from, to } of depegs) {
    const one = { from, ...(to === undefined ? {} : { to }) };
    for (const symbol of symbols) bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), one]);
  }
  return bySymbol;
}

function sourceOf(
  { dialect, url, key }: z.output<typeof schema>['sources'][number],
  environment: Environment,
): PriceSourceSettings[] {
  const filled = fromEnvironment(url, environment);
  if (filled === undefined) return [];
  if (!/^https?:\/\//.test(filled) || !URL.canParse(filled)) {
    throw configFault(file, [`sources: the URL of ${dialect} is not a URL`]);
  }
  const filledKey = key === undefined ? undefined : fromEnvironment(key, environment);
  return [{ dialect, url: filled, ...(filledKey === undefined ? {} : { key: filledKey }) }];
}
