import { tronKeyHash } from '../accounts/tron-address.ts';
import type { ConfiguredChain } from '../chains/configured-chain.ts';
import { MemoryBudget } from '../chains/memory-budget.ts';
import { openChain } from '../chains/open-chain.ts';
import { systemPace } from '../chains/pace.ts';
import type { BridgeCatalogue } from '../crosschain/bridges/bridge-row.ts';
import type { LegDecoder } from '../crosschain/bridges/leg-decoder.ts';
import { listedContracts } from '../crosschain/bridges/listed-contracts.ts';
import { type UnknownEvent, unknownEvents } from '../crosschain/bridges/unknown-events.ts';
import type { ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { HeightRange } from '../domain/coverage.ts';
import { WagetraceError } from '../domain/errors.ts';
import type { ChainEvent } from '../domain/transfer.ts';
import type { ChainSource } from '../ports/chain-source.ts';

/** Events of listed contracts that are kept of one check; with more it is asked of fewer blocks. */
const eventsMax = 200_000;

/** What the listed contracts of a chain emitted in recent blocks and no decoder reads. */
export interface BridgesCheck extends HeightRange {
  readonly chain: ChainId;
  /** Contracts of the catalogue on this chain. */
  readonly contracts: number;
  /** Events that they emitted in the range. */
  readonly events: number;
  readonly unknown: readonly UnknownEvent[];
  /** What of the range was not read; empty when all was. */
  readonly incomplete: readonly IncompleteReason[];
}

export interface CheckedCatalogue {
  readonly catalogue: BridgeCatalogue;
  readonly decoder: LegDecoder;
}

/**
 * Reads the newest blocks of a chain and finds events that contracts of the catalogue emit and no
 * family reads. Throws `chain.not-configured`, `chain.no-provider` and `bridges.no-contracts`, each
 * with what could be asked instead, and what the source throws.
 */
export async function checkBridges(
  configured: readonly ConfiguredChain[],
  { catalogue, decoder }: CheckedCatalogue,
  asked: { readonly chain: string; readonly blocks: number },
  signal: AbortSignal,
): Promise<BridgesCheck> {
  const row = chainAsked(configured, asked.chain);
  const chain = row.chain.id;
  const contracts = listedContracts(catalogue.rows, chain);
  if (contracts.length === 0) {
    throw new WagetraceError('bridges.no-contracts', `config/bridges.yml lists none on ${chain}`);
  }
  const source = sourceOf(row, contracts);
  const { height } = await source.head(signal);
  const range = { fromHeight: Math.max(0, height - asked.blocks + 1), toHeight: height };
  const { events, incomplete } = await eventsOf(source, range, signal);
  return {
    chain,
    ...range,
    contracts: contracts.length,
    events: events.length,
    unknown: unknownEvents(events, catalogue.rows, decoder.topics),
    incomplete,
  };
}

function chainAsked(configured: readonly ConfiguredChain[], asked: string): ConfiguredChain {
  const found = configured.find(({ chain }) => chain.id === asked || chain.name === asked);
  if (found) return found;
  const readable = configured.filter(({ providers }) => providers.length > 0);
  const names = readable.map(({ chain }) => `${chain.id} (${chain.name})`).join(', ');
  throw new WagetraceError(
    'chain.not-configured',
    `config/chains.yml has no chain ${asked}. With a provider: ${names || 'none'}`,
  );
}

/** A source of the chain that keeps the events of these contracts; traces tell no events. */
function sourceOf(row: ConfiguredChain, contracts: readonly string[]): ChainSource {
  const providers = row.providers.map((provider) => ({ ...provider, traces: 'none' as const }));
  const source = openChain(
    { ...row, providers },
    {
      listedAssets: new Set(),
      catalogue: new Set(contracts.map(hexAddressOf)),
      budget: new MemoryBudget(Date.now),
      pace: systemPace,
    },
  );
  if (source) return source;
  throw new WagetraceError(
    'chain.no-provider',
    `No provider is switched on for ${row.chain.id}: set the variable that its url names in config/chains.yml`,
  );
}

/** Logs name contracts by their 20 bytes, on Tron too. */
function hexAddressOf(address: string): string {
  const hash = address.startsWith('0x') ? undefined : tronKeyHash(address);
  return hash === undefined ? address : `0x${hash}`;
}

/** What a chain without traces does not tell is no gap here: events stand in receipts. */
const besideEvents = new Set(['no-internal-transfers', 'partial-fees', 'no-atomic-transfers']);

async function eventsOf(source: ChainSource, range: HeightRange, signal: AbortSignal) {
  const events: ChainEvent[] = [];
  const reasons = new Map<string, IncompleteReason>();
  for await (const batch of source.blocks(range, signal)) {
    for (const event of batch.events) events.push(event);
    for (const reason of batch.incomplete ?? []) reasons.set(reason.code, reason);
    if (events.length <= eventsMax) continue;
    const message = `More than ${eventsMax} events: blocks after ${batch.toHeight} were not read`;
    reasons.set('events-limit', { code: 'events-limit', message });
    break;
  }
  const incomplete = [...reasons.values()].filter(({ code }) => !besideEvents.has(code));
  return { events, incomplete };
}
