import { z } from 'zod';
import { tronKeyHash } from '../../accounts/tron-address.ts';
import type { ConfiguredChain } from '../../chains/configured-chain.ts';
import { httpLimits } from '../../chains/http.ts';
import type { ProviderSettings } from '../../chains/provider-settings.ts';
import type { Asset, LedgerModel } from '../../domain/asset.ts';
import { assetId, chainId } from '../../domain/caip.ts';
import { configFault, faultsOf, readYaml } from './config-fault.ts';
import { fromEnvironment } from './environment-reference.ts';

const contract = z.string().regex(/^0x[0-9a-f]{40}$/, 'must be a lower-case address');

const provider = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  dialect: z.string(),
  url: z.string(),
  key: z.string().optional(),
  jsonRpcUrl: z.string().optional(),
  traces: z.enum(['debug', 'trace', 'none']).default('none'),
  nativeScan: z.enum(['blocks', 'trace-filter', 'none']).default('none'),
  requestsPerSecond: z.number().positive().max(100_000).optional(),
  requestsPerDay: z.int().positive().optional(),
  batchCallsMax: z.int().min(1).max(1_000).default(50),
  logBlocksMax: z.int().min(1).max(1_000_000).default(10_000),
  pageRows: z.int().min(1).max(10_000).default(1_000),
  timeoutMs: z.int().min(100).max(600_000).default(httpLimits.timeoutMs),
  responseBytesMax: z.int().min(1_024).default(httpLimits.responseBytesMax),
});

const finality = z.union([
  z
    .strictObject({ tag: z.enum(['finalized', 'safe']) })
    .transform(({ tag }) => ({ kind: 'tag', tag }) as const),
  z
    .strictObject({ confirmations: z.int().min(0).max(100_000) })
    .transform(({ confirmations }) => ({ kind: 'confirmations', blocks: confirmations }) as const),
]);

/** `true` begins at the head of the chain; block 0 stands on none, so the first one is 1. */
const watch = z
  .union([z.boolean(), z.strictObject({ fromHeight: z.int().min(1) })])
  .default(false)
  .transform((given) => (given === true ? 'head' : given === false ? undefined : given.fromHeight));

const common = {
  name: z.string().min(1).max(64),
  native: z.strictObject({
    slip44: z.int().nonnegative(),
    symbol: z.string().min(1).max(32),
    decimals: z.int().min(0).max(36),
    stable: z.boolean().default(false),
  }),
  finality,
  synthetic: z.boolean().default(false),
  providers: z.array(provider).default([]),
  watch,
};

const chainRow = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('evm'),
    wrappedNative: contract.optional(),
    ignoreLogsOf: z.array(contract).optional(),
    nativeTransferLogs: contract.optional(),
    l1Fee: z.boolean().optional(),
    withdrawals: z.enum(['native', 'token']).optional(),
    deposits: z.boolean().optional(),
    atomicTransfers: z.boolean().optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('tron'),
    wrappedNative: z
      .string()
      .refine((text) => tronKeyHash(text) !== undefined, 'must be a base58 address')
      .optional(),
  }),
  z.strictObject({ ...common, kind: z.literal('bitcoin') }),
]);

const schema = z.strictObject({ chains: z.record(z.string(), chainRow) });

type Environment = Readonly<Record<string, string | undefined>>;

/** The Electrum protocol runs on plain connections, all others over HTTP. */
function schemeOf(dialect: string): RegExp {
  return dialect === 'electrum' ? /^(?:tcp|ssl):\/\// : /^https?:\/\//;
}

/** The provider with its variables filled in; none when one of them is not set. */
function providerOf(given: z.infer<typeof provider>, environment: Environment): ProviderSettings[] {
  const { requestsPerSecond, requestsPerDay, timeoutMs, responseBytesMax, ...row } = given;
  const { key, jsonRpcUrl, ...rest } = row;
  const references = Object.entries({ url: row.url, key, jsonRpcUrl });
  const filled = references.map(([name, text]) => [
    name,
    text === undefined ? '' : fromEnvironment(text, environment),
  ]);
  if (filled.some(([, text]) => text === undefined)) return [];
  const texts = Object.fromEntries(filled.filter(([, text]) => text !== ''));
  const perDay = requestsPerDay === undefined ? {} : { requestsPerDay };
  return [
    {
      ...rest,
      ...texts,
      ...(requestsPerSecond === undefined ? {} : { rate: { requestsPerSecond, ...perDay } }),
      limits: { timeoutMs, responseBytesMax },
    },
  ];
}

function chainOf(
  idText: string,
  given: z.infer<typeof chainRow>,
  environment: Environment,
): ConfiguredChain {
  const { name, native, finality, synthetic, providers, watch: watchFrom, ...ofKind } = given;
  const id = chainId(idText);
  const ledger: LedgerModel = given.kind === 'bitcoin' ? 'utxo' : 'account';
  const nativeAsset: Asset = {
    id: assetId(`${id}/slip44:${native.slip44}`),
    chain: id,
    symbol: native.symbol,
    decimals: native.decimals,
    conserving: 'yes',
    usdStable: native.stable,
  };
  return {
    chain: {
      ...{ id, name, kind: given.kind, ledger, finality, synthetic },
      nativeAsset: nativeAsset.id,
    },
    nativeAsset,
    ofKind,
    providers: providers.flatMap((row) => providerOf(row, environment)),
    ...(watchFrom === undefined ? {} : { watchFrom }),
  };
}

/**
 * Reads `config/chains.yml`. A provider that names a variable which is not set is left out.
 * Throws `config.invalid` with the path of each fault; values are not repeated, they may be keys.
 */
export function readChainsConfig(text: string, environment: Environment): ConfiguredChain[] {
  const parsed = schema.safeParse(readYaml('config/chains.yml', text));
  if (!parsed.success) throw configFault('config/chains.yml', faultsOf(parsed.error));
  const chains = Object.entries(parsed.data.chains).map(([id, row]) =>
    chainOf(id, row, environment),
  );
  const broken = chains.flatMap(({ chain, providers }) =>
    providers
      .filter(({ url, dialect }) => !schemeOf(dialect).test(url) || !URL.canParse(url))
      .map(({ name }) => `chains.${chain.id}.providers: the URL of ${name} is not a URL`),
  );
  if (broken.length > 0) throw configFault('config/chains.yml', broken);
  return chains;
}
