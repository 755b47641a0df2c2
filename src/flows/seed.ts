import { type AccountId, type AssetId, type ChainId, chainOf } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { Seed, TraceDirection } from '../domain/flow.ts';
import { positionBand, type Transfer, transferKey } from '../domain/transfer.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';
import type { TraceSeed } from '../tracing/trace-request.ts';
import { coinSeed } from './coin-seed.ts';
import { isCoinChain, storeSourced } from './coins.ts';
import type { FlowContext } from './context.ts';
import { chainOfSeed, type SeedRequest } from './flow-request.ts';
import type { FlowHorizon } from './horizon.ts';

/** Receipts or payments of one wallet that one flow takes as its seed. */
const seedTransfersMax = 10_000;

export interface ResolvedSeed {
  readonly seed: Seed;
  /** The seed's transfers; on UTXO chains the whole transactions that they are in. */
  readonly transfers: readonly PotTransfer[];
}

/**
 * Finds the transfers of a seed in the ledger. A transaction that is not there is read from its
 * chain and stored. Throws `flow.seed-not-found` (retryable where the chain may still show it),
 * `flow.seed-ambiguous` when several assets or wallets could be meant, `flow.seed-too-large`.
 */
export async function resolveSeed(
  context: FlowContext,
  organisationId: string,
  request: SeedRequest,
  signal: AbortSignal,
): Promise<ResolvedSeed> {
  if (isCoinChain(context, chainOfSeed(request))) {
    const { meant, transfers } = await coinSeed(context, request, signal);
    return { ...seedOf(request.kind, refOf(request), meant), transfers };
  }
  if (request.kind === 'wallet') return await walletSeed(context, organisationId, request);
  const transfers = await transactionTransfers(context, organisationId, request, signal);
  if (request.kind === 'payout') {
    const paid = transfers.filter((transfer) => transferKey(transfer) === request.transferKey);
    const { seed, transfers: own } = seedOf('payout', request.payoutId, paid);
    return { seed: { ...seed, payer: request.payer ?? seed.payer }, transfers: own };
  }
  const meant = transfers.filter(
    (transfer) =>
      transfer.kind !== 'fee' &&
      !transfer.suspect &&
      transfer.amountBase > 0n &&
      transfer.from !== transfer.to &&
      (!request.asset || transfer.asset === request.asset) &&
      (!request.to || transfer.to === request.to),
  );
  // What came over from layer 1 is meant only where the transaction did no more with it.
  const paid = meant.filter(({ position }) => position !== positionBand.arising);
  return seedOf('transaction', request.tx, paid.length > 0 ? paid : meant);
}

/** The seed as far as the horizon of its flow: a wallet goes on to receive and to pay. */
export function seedWithin(request: SeedRequest, horizon: FlowHorizon | undefined): SeedRequest {
  const toHeight = horizon?.trace.heights[chainOfSeed(request)];
  return request.kind === 'wallet' && toHeight !== undefined ? { ...request, toHeight } : request;
}

function refOf(request: SeedRequest): string {
  if (request.kind === 'payout') return request.payoutId;
  return request.kind === 'wallet' ? request.account : request.tx;
}

/** The transfers of a transaction, read from its chain when the ledger does not have it. */
export async function transactionTransfers(
  context: Pick<FlowContext, 'ledger' | 'coins' | 'chains'>,
  organisationId: string,
  { chain, tx }: { readonly chain: ChainId; readonly tx: string },
  signal: AbortSignal,
): Promise<readonly Transfer[]> {
  const stored = await context.ledger.transaction(organisationId, chain, tx);
  const source = context.chains.source(chain);
  if (stored.length > 0 || !source) return stored;
  const read = await source.transaction(tx, signal);
  if (!read) return [];
  await storeSourced(context, read);
  return read.transfers;
}

/**
 * What comes back to a payer is `returned`; of a wallet's own payments nobody is the payer, and of a
 * payout who meant it, not the contract that handed it on.
 */
function payersOf(seed: Seed, transfers: readonly Transfer[]): AccountId[] {
  if (seed.kind === 'wallet' && seed.ref === seed.payer) return [];
  const senders = [...new Set(transfers.map((transfer) => transfer.from))];
  return senders.includes(seed.payer) ? senders : [seed.payer];
}

/** A seed as it is traced: backwards, what comes from who received it is `returned`. */
export function traceSeedOf(
  id: string,
  { seed, transfers }: ResolvedSeed,
  direction: TraceDirection,
): TraceSeed {
  const { transferKeys } = seed;
  if (direction === 'forward') return { id, transferKeys, payers: payersOf(seed, transfers) };
  const isOwnPayments = seed.kind === 'wallet' && seed.ref === seed.payer;
  return { id, transferKeys, payers: isOwnPayments ? [] : [seed.payee] };
}

function seedOf(kind: Seed['kind'], ref: string, transfers: readonly Transfer[]): ResolvedSeed {
  const [first] = transfers;
  if (!first) {
    throw new WagetraceError('flow.seed-not-found', 'The seed is in no ledger or chain here', {
      retryable: true,
    });
  }
  const assets = new Set(transfers.map((transfer) => transfer.asset));
  const payees = new Set(transfers.map((transfer) => transfer.to));
  if (assets.size > 1 || (kind !== 'wallet' && payees.size > 1)) {
    const details = { assets: [...assets], receivers: [...payees].slice(0, 20) };
    throw new WagetraceError('flow.seed-ambiguous', 'Say which asset and which receiver', {
      details,
    });
  }
  const seed: Seed = {
    kind,
    ref,
    transferKeys: transfers.map(transferKey),
    chain: first.chain,
    asset: first.asset,
    amountBase: transfers.reduce((sum, transfer) => sum + transfer.amountBase, 0n),
    payer: first.from,
    payee: first.to,
    lastHeight: Math.max(...transfers.map((transfer) => transfer.height)),
  };
  return { seed, transfers };
}

async function walletSeed(
  context: FlowContext,
  organisationId: string,
  request: Extract<SeedRequest, { kind: 'wallet' }>,
): Promise<ResolvedSeed> {
  const { account, asset, side } = request;
  const page = await context.ledger.transfersOf({
    organisationId,
    chain: chainOf(account),
    accounts: [account],
    asset,
    range: {
      fromHeight: request.fromHeight ?? 0,
      toHeight: request.toHeight ?? Number.MAX_SAFE_INTEGER,
    },
    transfersMax: seedTransfersMax,
  });
  if (page.truncated) {
    throw new WagetraceError('flow.seed-too-large', `More than ${seedTransfersMax} transfers`);
  }
  const own = page.transfers.filter((transfer) => isSide(transfer, account, side));
  return seedOf('wallet', account, own);
}

function isSide(transfer: Transfer, account: AccountId, side: 'receipts' | 'payments'): boolean {
  if (transfer.suspect || transfer.amountBase === 0n || transfer.from === transfer.to) return false;
  return side === 'receipts'
    ? transfer.to === account
    : transfer.from === account && transfer.kind !== 'fee';
}

/** One unit of an asset that counts as a dollar; undefined for every other asset. */
export function dollarOf(context: FlowContext, asset: AssetId): bigint | undefined {
  const known = context.chains.asset(chainOf(asset), asset);
  return known?.usdStable ? 10n ** BigInt(known.decimals) : undefined;
}
