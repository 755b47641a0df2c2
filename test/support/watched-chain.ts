import { blockFollower } from '../../src/chains/continuity.ts';
import type { AccountId, ChainId } from '../../src/domain/caip.ts';
import type { ListingMatch } from '../../src/domain/listing.ts';
import { StoredVerdicts } from '../../src/labels/store.ts';
import { PostgresClusterStore } from '../../src/ledger/postgres/cluster-store.ts';
import { PostgresIngestStore } from '../../src/ledger/postgres/ingest-store.ts';
import { PostgresLedger } from '../../src/ledger/postgres/ledger.ts';
import { PostgresUtxoLedger } from '../../src/ledger/postgres/utxo-ledger.ts';
import type { ChainSource } from '../../src/ports/chain-source.ts';
import type { Work } from '../../src/ports/work.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { ListedClusters } from '../../src/screening/listed-clusters.ts';
import { builtInPolicy } from '../../src/screening/policy/policy.ts';
import { Screener } from '../../src/screening/screener.ts';
import { ownershipOf } from '../../src/tracing/clustering/ownership.ts';
import type { WatchContext } from '../../src/watch/context.ts';
import { bitcoinTestChain } from './bitcoin-source.ts';
import type { TestDatabase } from './database.ts';

export interface WatchUnderTest extends WatchContext {
  /** What was enqueued. */
  readonly enqueued: Work[];
}

/** What ingestion of one chain stands on, on a test's database, with its queue kept. */
export function watchContext(
  { database }: TestDatabase,
  source: ChainSource,
  from: number | 'head',
  listed: (account: AccountId) => readonly ListingMatch[] = () => [],
): WatchUnderTest {
  const enqueued: Work[] = [];
  const complete = { state: 'complete', reasons: [] } as const;
  const chains = {
    chains: () => [],
    chain: (id: ChainId) => (id.startsWith('bip122:') ? bitcoinTestChain(id) : undefined),
    source: (id: ChainId) => (id === source.chain ? source : undefined),
    asset: () => undefined,
    tracing: () => complete,
  };
  const index = { versions: () => [], matchesOf: listed, listingsOfKey: () => [] };
  const lists = {
    index: () => index,
    reload: () => Promise.resolve(false),
    health: () => complete,
    indexKnownAt: () => Promise.resolve(index),
  };
  return {
    database,
    chains,
    watched: new Map([[source.chain, from]]),
    blocks: blockFollower,
    ingest: new PostgresIngestStore(database, systemClock, ownershipOf),
    ledger: new PostgresLedger(database),
    coins: new PostgresUtxoLedger(database, ownershipOf),
    conversions: { withdraw: () => Promise.resolve() },
    verdicts: new StoredVerdicts(database, systemClock),
    screener: new Screener({
      ...{ lists, chains, clock: systemClock, policy: builtInPolicy, engineVersion: 'test' },
    }),
    clusters: new ListedClusters({ lists, chains, store: new PostgresClusterStore(database) }),
    clock: systemClock,
    work: {
      enqueue: (work) => {
        enqueued.push(...work);
        return Promise.resolve();
      },
    },
    enqueued,
  };
}
