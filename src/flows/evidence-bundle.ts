import { createHash } from 'node:crypto';
import { type ChainId, chainOf } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Flow } from '../domain/flow.ts';
import { canonicalJson } from '../domain/json.ts';
import { transferKey } from '../domain/transfer.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import { isCoinChain, transfersOfCoins } from './coins.ts';
import type { FlowContext } from './context.ts';
import type { TransferDigest } from './evidence.ts';
import type { FlowRequest } from './flow-request.ts';
import { digestsOf, findFlow } from './store.ts';

/** Names the form of the bundle; a change of it takes another number. */
const format = 'wagetrace-evidence-1';
/** Transfers that one look into the ledger may give. */
const transfersMax = 500_000;

/**
 * What a third party needs to run a flow again without this service: the question, the answer with
 * everything that it cites, and the transfers in the order in which they were used.
 */
export interface EvidenceBundle {
  readonly format: typeof format;
  readonly flowId: string;
  readonly request: FlowRequest;
  /** With its inputs: method, limits, list versions, policy, verdicts, heights, engine version. */
  readonly flow: Flow;
  /** `transfer` is absent where the ledger no longer has it. */
  readonly transfers: readonly (TransferDigest & { readonly transfer?: PotTransfer })[];
  /** sha256 over the bundle without this field, as JSON with its keys sorted, hex. */
  readonly digest: string;
}

export type EvidenceContext = Pick<FlowContext, 'database' | 'ledger' | 'coins' | 'chains'>;

/** Bundles a traced flow. Throws `flow.not-found`, `flow.not-traced`. */
export async function evidenceBundle(
  context: EvidenceContext,
  organisationId: string,
  flowId: string,
): Promise<EvidenceBundle> {
  const { row, digests } = await context.database.tenant(organisationId, async (tx) => ({
    row: await findFlow(tx, flowId),
    digests: await digestsOf(tx, flowId),
  }));
  if (!row) throw new WagetraceError('flow.not-found', 'No such flow');
  if (!row.result) throw new WagetraceError('flow.not-traced', 'This flow has no answer yet');
  const known = await usedTransfers(context, organisationId, row.result, digests);
  const transfers = digests.map((digest) => {
    const transfer = known.get(digest.key);
    return transfer ? { ...digest, transfer } : digest;
  });
  const bundle = { format, flowId, request: row.request, flow: row.result, transfers } as const;
  return { ...bundle, digest: bundleDigest(bundle) };
}

/** The digest that a bundle must have, of the bundle with or without it. */
export function bundleDigest(bundle: object): string {
  const { digest: _own, ...rest } = { digest: '', ...bundle };
  return createHash('sha256').update(canonicalJson(rest)).digest('hex');
}

/** By key: those between accounts on the flow at once, the few others by their transaction. */
async function usedTransfers(
  context: EvidenceContext,
  organisationId: string,
  flow: Flow,
  digests: readonly TransferDigest[],
): Promise<Map<string, PotTransfer>> {
  const { ledger } = context;
  const used = new Set(digests.map(({ key }) => key));
  const known = new Map<string, PotTransfer>();
  const keep = (transfers: readonly PotTransfer[]) => {
    for (const one of transfers) if (used.has(transferKey(one))) known.set(transferKey(one), one);
  };
  for (const chain of new Set(flow.accounts.map(chainOf))) {
    if (isCoinChain(context, chain)) {
      keep(await usedCoins(context, chain, used));
      continue;
    }
    const accounts = flow.accounts.filter((account) => chainOf(account) === chain);
    const range = { fromHeight: 0, toHeight: Number.MAX_SAFE_INTEGER };
    const query = { organisationId, chain, accounts, range, transfersMax };
    keep((await ledger.transfersOf(query)).transfers);
  }
  for (const key of used) {
    const { chain, tx } = partsOf(key);
    if (known.has(key) || isCoinChain(context, chain)) continue;
    keep(await ledger.transaction(organisationId, chain, tx));
  }
  return known;
}

async function usedCoins(
  context: EvidenceContext,
  chain: ChainId,
  used: ReadonlySet<string>,
): Promise<PotTransfer[]> {
  const parts = [...used].map(partsOf).filter((one) => one.chain === chain);
  const txs = [...new Set(parts.map(({ tx }) => tx))];
  const transactions = await context.coins.transactions(chain, txs);
  return transactions.flatMap((transaction) => transfersOfCoins(context, transaction));
}

/** The key is `namespace:reference:tx:position`; a hash has no colon. */
function partsOf(key: string): { readonly chain: ChainId; readonly tx: string } {
  const [namespace = '', reference = '', tx = ''] = key.split(':');
  // CAST: the key was made from a chain id.
  return { chain: `${namespace}:${reference}` as ChainId, tx };
}
