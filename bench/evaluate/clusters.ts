import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Clusters } from '../../src/tracing/clustering/clusters.ts';
import { spentTogether } from '../../src/tracing/clustering/spent-together.ts';
import { UnionFind } from '../../src/tracing/clustering/union-find.ts';
import { DenseIds } from '../../src/tracing/dense-ids.ts';
import {
  bruteForcePartition,
  generatedUtxoChain,
} from '../../test/support/generated-utxo-chain.ts';
import type { SuiteOptions } from '../evaluate.ts';

/** GraphSense leaves out, or sets to null, what is empty or false. */
const party = z.object({ address: z.array(z.string()).nullish() });
const transaction = z.object({
  coinjoin: z.boolean().nullish(),
  inputs: z.array(party).nullish(),
});
type Transaction = z.infer<typeof transaction>;

/** GraphSense stands for newly made coins by this pseudo-address. */
const pseudoAddress = 'coinbase';
const generatedAddresses = 100_000;
const generatedSeed = 20_260_101;

interface Comparison {
  readonly clusters: number;
  readonly equal: boolean;
}

/**
 * Clusters GraphSense's transactions by common spending and compares the partition with its own,
 * with and without the CoinJoins; then a generated chain with a partition made by brute force.
 */
export async function run({
  data,
}: SuiteOptions): Promise<{ readonly json: object; readonly report: string }> {
  const transactions = z.array(transaction).parse(await rows(join(data, 'test_txs.json')));
  const reference = await referenceFolder(data);
  const names = await addressNames(join(reference, 'address_ids.json'));
  const compare = async (withCoinJoin: boolean, file: string): Promise<Comparison> => {
    const expected = await expectedClusters(join(reference, file), names);
    return comparePartitions(clusterOf(transactions, withCoinJoin), expected);
  };
  const withCoinjoin = await compare(true, 'address_cluster_with_coinjoin.json');
  const withoutCoinjoin = await compare(false, 'address_cluster.json');
  const generated = compareGenerated();
  const line = (name: string, { clusters, equal }: Comparison) =>
    `${name}: ${clusters} clusters, ${equal ? 'equal' : 'NOT EQUAL'}`;
  return {
    json: { withCoinjoin, withoutCoinjoin },
    report: [
      line('with CoinJoin', withCoinjoin),
      line('without CoinJoin', withoutCoinjoin),
      line(`generated chain of ${generatedAddresses} addresses`, generated),
    ].join('\n'),
  };
}

function compareGenerated(): Comparison {
  const transactions = generatedUtxoChain(generatedAddresses, generatedSeed);
  const clusters = new Clusters();
  for (const item of transactions) {
    const evidence = spentTogether(item);
    if (evidence) clusters.add(evidence);
  }
  const expected = new Map<string, string>();
  const accounts = new Map<string, string>();
  for (const [account, cluster] of bruteForcePartition(transactions)) {
    expected.set(account, `${cluster}`);
    accounts.set(account, clusters.representative(account));
  }
  return comparePartitions((account) => accounts.get(account) ?? account, expected);
}

/** Only an input of exactly one address takes part: a bare multisig is of several. */
function clusterOf(transactions: readonly Transaction[], withCoinJoin: boolean) {
  const ids = new DenseIds<string>();
  const sets = new UnionFind();
  for (const { coinjoin, inputs } of transactions) {
    if (coinjoin && !withCoinJoin) continue;
    const spenders = (inputs ?? []).flatMap(({ address }) =>
      address?.length === 1 ? address : [],
    );
    const [first, ...others] = spenders.map((address) => ids.add(address));
    sets.grow(ids.count);
    if (first !== undefined) for (const other of others) sets.union(first, other);
  }
  return (address: string): string => {
    const id = ids.find(address);
    return id === undefined ? address : `cluster ${sets.find(id)}`;
  };
}

/** Equal when the same addresses are together in both, whatever the clusters are called. */
function comparePartitions(
  clusterOfAddress: (address: string) => string,
  expected: ReadonlyMap<string, string>,
): Comparison {
  const expectedByFound = new Map<string, string>();
  const foundByExpected = new Map<string, string>();
  let equal = true;
  for (const [address, cluster] of expected) {
    const found = clusterOfAddress(address);
    if ((expectedByFound.get(found) ?? cluster) !== cluster) equal = false;
    if ((foundByExpected.get(cluster) ?? found) !== found) equal = false;
    expectedByFound.set(found, cluster);
    foundByExpected.set(cluster, found);
  }
  return { clusters: expectedByFound.size, equal };
}

/** The expected output: in the folder itself, or beside it for the same input in other words. */
async function referenceFolder(data: string): Promise<string> {
  const [own, beside] = [join(data, 'reference'), join(data, '..', 'reference')];
  return await access(own).then(
    () => own,
    () => beside,
  );
}

async function addressNames(path: string): Promise<ReadonlyMap<number, string>> {
  const row = z.object({ addressId: z.number(), address: z.string() });
  return new Map(
    z
      .array(row)
      .parse(await rows(path))
      .map((r) => [r.addressId, r.address]),
  );
}

async function expectedClusters(
  path: string,
  names: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<string, string>> {
  const row = z.object({ addressId: z.number(), clusterId: z.number() });
  const clusters = new Map<string, string>();
  for (const { addressId, clusterId } of z.array(row).parse(await rows(path))) {
    const address = names.get(addressId);
    if (address !== undefined && address !== pseudoAddress) clusters.set(address, `${clusterId}`);
  }
  return clusters;
}

/** A file of one JSON object a line, or of one array, in camelCase or snake_case. */
async function rows(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8');
  // CAST: only an array begins so.
  if (text.trimStart().startsWith('[')) return JSON.parse(text, camelCased) as unknown[];
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line, camelCased) as unknown);
}

function camelCased(this: unknown, _key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      item,
    ]),
  );
}
