import { z } from 'zod';
import type { BridgeCatalogue, BridgeRow } from '../../crosschain/bridges/bridge-row.ts';
import { accountId, assetId, type ChainId, chainId } from '../../domain/caip.ts';
import { configFault, faultsOf, readYaml } from './config-fault.ts';

const name = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
const chain = z.string().transform((text) => chainId(text));
const evmChain = (number: number) => chainId(`eip155:${number}`);
/** An EVM chain by its number, another by its CAIP-2 id, or all of them. */
const deployedOn = z
  .union([z.number().int().positive(), z.string()])
  .transform((value): ChainId | '*' => {
    if (value === '*') return '*';
    return typeof value === 'number' ? evmChain(value) : chainId(value);
  });
const address = z.string().regex(/^(?:0x[0-9a-f]{40}|T[1-9A-HJ-NP-Za-km-z]{33})$/);

const row = z.strictObject({
  family: name.optional(),
  aggregator: z.boolean().default(false),
  halted: z.iso.date().optional(),
  numbering: z.literal('evm').optional(),
  home: chain.optional(),
  windowMinutes: z.number().int().positive(),
  feeMaxBasisPoints: z.number().int().min(0).max(10_000),
  chains: z.record(z.string(), chain).default({}),
  contracts: z.record(z.string(), z.record(address, z.array(deployedOn).min(1))).default({}),
  counterparts: z.record(z.string(), chain).default({}),
});

const schema = z.strictObject({
  bridges: z.record(name, row),
  assetFamilies: z.record(name, z.array(z.string())),
  orderHolders: z.array(address),
  mixers: z.record(
    name,
    z.record(address, z.array(z.number().int().positive().transform(evmChain)).min(1)),
  ),
});

/** Reads `config/bridges.yml`. Throws `config.invalid` with the path of each fault. */
export function readBridgesConfig(text: string): BridgeCatalogue {
  const parsed = schema.safeParse(readYaml('config/bridges.yml', text));
  if (!parsed.success) throw configFault('config/bridges.yml', faultsOf(parsed.error));
  const { bridges, assetFamilies, orderHolders, mixers } = parsed.data;
  const families = Object.entries(assetFamilies).flatMap(([family, assets]) =>
    assets.map((asset) => [assetId(asset), family] as const),
  );
  return {
    rows: Object.entries(bridges).map(([protocol, given]) => rowOf(protocol, given)),
    assetFamilies: new Map(families),
    orderHolders,
    mixers: Object.entries(mixers).flatMap(([protocol, pools]) => mixersOf(protocol, pools)),
  };
}

function mixersOf(
  protocol: string,
  pools: Readonly<Record<string, readonly ChainId[]>>,
): BridgeCatalogue['mixers'][number][] {
  return Object.entries(pools).flatMap(([pool, chains]) =>
    chains.map((on) => ({ protocol, account: accountId(`${on}:${pool}`) })),
  );
}

function rowOf(protocol: string, given: z.infer<typeof row>): BridgeRow {
  const contracts = Object.entries(given.contracts).map(
    ([group, byAddress]) =>
      [group, new Map(Object.entries(byAddress).map(([a, on]) => [a, new Set(on)]))] as const,
  );
  const counterparts = Object.entries(given.counterparts).map(
    ([account, other]) => [accountId(account), other] as const,
  );
  return {
    protocol,
    family: given.family ?? protocol,
    aggregator: given.aggregator,
    numberedAsEvm: given.numbering === 'evm',
    chains: new Map(Object.entries(given.chains)),
    contracts: new Map(contracts),
    counterparts: new Map(counterparts),
    ...(given.home === undefined ? {} : { home: given.home }),
    windowMinutes: given.windowMinutes,
    feeMaxBasisPoints: given.feeMaxBasisPoints,
    ...(given.halted === undefined ? {} : { halted: given.halted }),
  };
}
