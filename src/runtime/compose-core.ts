import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeightsByTime } from '../chains/block-times.ts';
import { openBalanceReader } from '../chains/open-balance-reader.ts';
import { openBlockTimes } from '../chains/open-block-times.ts';
import type { Manners } from '../chains/open-chain.ts';
import { openContractEvents } from '../chains/open-contract-events.ts';
import { openContractState } from '../chains/open-contract-state.ts';
import { openSpendReader } from '../chains/open-spend-reader.ts';
import { systemPace } from '../chains/pace.ts';
import { PostgresBudget } from '../chains/store.ts';
import { Database } from '../database/database.ts';
import { type ChainId, chainOf } from '../domain/caip.ts';
import type { FlowContext } from '../flows/context.ts';
import type { InquiryContext } from '../flows/inquiries/answer-step.ts';
import { openQueueBackend, type QueueBackend } from '../jobs/backend.ts';
import { Queues } from '../jobs/work-queue.ts';
import { StoredVerdicts } from '../labels/store.ts';
import { StoredLabels } from '../labels/store-labels.ts';
import { PostgresActivity } from '../ledger/postgres/account-activity.ts';
import { PostgresBalanceAnchors } from '../ledger/postgres/balance-anchors.ts';
import { PostgresChainRecord } from '../ledger/postgres/chain-record.ts';
import { PostgresClusterStore } from '../ledger/postgres/cluster-store.ts';
import { PostgresCoinSpends } from '../ledger/postgres/coin-spends.ts';
import { PostgresIngestStore } from '../ledger/postgres/ingest-store.ts';
import { PostgresLedger } from '../ledger/postgres/ledger.ts';
import { PostgresReadings } from '../ledger/postgres/readings.ts';
import { PostgresUtxoLedger } from '../ledger/postgres/utxo-ledger.ts';
import type { SettlementContext } from '../payroll/context.ts';
import type { BlockHeights } from '../ports/block-heights.ts';
import type { ChainRecord } from '../ports/chain-record.ts';
import type { ClusterStore } from '../ports/cluster-store.ts';
import { openPrices } from '../prices/open-prices.ts';
import type { RescreenContext } from '../rescreen/context.ts';
import type { ListsConfig } from '../sanctions/lists-config.ts';
import { ListedNames } from '../sanctions/name-screening.ts';
import { openSanctions, type Sanctions } from '../sanctions/sanctions.ts';
import { ListStore } from '../sanctions/store.ts';
import type { FactSources } from '../screening/facts.ts';
import { ListedClusters } from '../screening/listed-clusters.ts';
import { builtInPolicy } from '../screening/policy/policy.ts';
import { Screener } from '../screening/screener.ts';
import { ownershipOf } from '../tracing/clustering/ownership.ts';
import type { WatchContext } from '../watch/context.ts';
import type { Settings } from './application.ts';
import { composeFreezes, type FreezeFeeding } from './compose-freezes.ts';
import { composeWatch } from './compose-watch.ts';
import { type OperatorConfig, readConfigFolder } from './config/config-folder.ts';
import { ConfiguredCatalogue } from './configured-catalogue.ts';
import { engineVersion } from './engine-version.ts';
import type { Log } from './log.ts';
import { openCandidates, openConversions, openPayments } from './open-conversions.ts';
import { sandboxChain } from './sandbox/sandbox-chain.ts';
import { systemClock } from './system-clock.ts';

/** How often a process looks whether another one loaded a newer list. */
const reloadEveryMs = 3_000;

/** What both the API and the workers stand on, opened once in each process. */
export interface Core {
  readonly database: Database;
  readonly catalogue: ConfiguredCatalogue;
  readonly sanctions: Sanctions;
  readonly names: ListedNames;
  readonly listsConfig: ListsConfig;
  /** The same in all processes on one database; says nothing of it. */
  readonly installation: string;
  readonly screener: Screener;
  readonly clusters: ListedClusters;
  readonly clusterStore: ClusterStore;
  readonly verdicts: StoredVerdicts;
  readonly backend: QueueBackend;
  readonly queues: Queues;
  readonly record: ChainRecord;
  readonly labels: StoredLabels;
  readonly flows: FlowContext;
  readonly inquiries: InquiryContext;
  readonly payroll: SettlementContext;
  readonly rescreen: RescreenContext;
  readonly watch: WatchContext;
  readonly freezes: FreezeFeeding;
  close(): Promise<void>;
}

/** Opens stores, lists, chains and queues. Throws what they throw, and `config.invalid`. */
export async function composeCore(settings: Settings, log: Log): Promise<Core> {
  const config = await readConfigFolder(settings.configFolder, settings.environment);
  const database = Database.open(settings.databaseUrl);
  const clock = systemClock;
  const listStore = new ListStore(database);
  const names = listedNames(config, listStore, log);
  const sanctions = await openLists(config.lists, listStore, settings.dataFolder);
  const manners = { budget: new PostgresBudget(database), pace: systemPace };
  const catalogue = new ConfiguredCatalogue(config.chains, config.assets, [sandboxChain], manners);
  const screening = screeningOf(database, { lists: sanctions, chains: catalogue });
  let closing = false;
  const backend = openQueueBackend(settings, (error) => {
    // A connection that is on its way out may still be told that the server stops.
    if (!closing) log.warn({ err: error }, 'queue connection');
  });
  const queues = new Queues(backend);
  const contracts = contractReaders(config, manners);
  const verdicts = new StoredVerdicts(database, clock);
  const ledger = new PostgresLedger(database);
  const ingest = new PostgresIngestStore(database, clock, ownershipOf);
  const coins = new PostgresUtxoLedger(database, ownershipOf);
  const prices = configuredPrices(config, catalogue);
  const shared = { database, ledger, coins, chains: catalogue, clock, work: queues, prices };
  const flows: FlowContext = {
    ...shared,
    activity: new PostgresActivity(database),
    readings: new PostgresReadings(database, clock),
    ingest,
    ...askedOneByOne(config, database, manners),
    verdicts,
    clusters: screening.clusters,
    conversions: openConversions({ ...config, ...shared }),
    contractState: contracts.contractState,
    heights: blockHeights(config, manners),
    lists: sanctions,
    engineVersion,
    policyRevision: builtInPolicy.revision,
  };
  const labels = new StoredLabels(database, clock);
  const { activity } = flows;
  const payments = openPayments({ ...config, ...shared, activity, ...contracts });
  const stopReloading = keepReloading(sanctions, names, log);
  return {
    listsConfig: config.lists,
    record: new PostgresChainRecord(database),
    installation: createHash('sha256').update(settings.databaseUrl).digest('hex'),
    ...{ database, catalogue, sanctions, names, verdicts, backend, queues },
    ...{
      flows,
      labels,
      inquiries: { ...flows, labels, candidates: openCandidates({ ...config, database }) },
    },
    ...screening,
    payroll: { ...shared, ...screening, names, payments },
    rescreen: { ...shared, ...screening, names, lists: sanctions },
    freezes: composeFreezes(config.lists, listStore, contracts.contractEvents),
    watch: composeWatch(config.chains, { ...flows, ...screening, ingest }),
    close: async () => {
      closing = true;
      stopReloading();
      catalogue.health.stop();
      await names.close();
      await queues.close();
      await backend.close();
      await database.close();
    },
  };
}

/** What decides about wallets, from the lists and from the clusters that they are in. */
function screeningOf(database: Database, sources: FactSources) {
  const policy = builtInPolicy;
  const clusterStore = new PostgresClusterStore(database);
  return {
    screener: new Screener({ ...sources, clock: systemClock, policy, engineVersion }),
    clusters: new ListedClusters({ ...sources, store: clusterStore }),
    clusterStore,
  };
}

function listedNames({ lists }: OperatorConfig, store: ListStore, log: Log): ListedNames {
  return new ListedNames(store, lists, (error) =>
    log.error({ err: error }, 'the index of names could not be kept: each process builds its own'),
  );
}

async function openLists(config: ListsConfig, store: ListStore, dataFolder: string) {
  return await openSanctions(config, {
    store,
    clock: systemClock,
    folder: join(dataFolder, 'lists'),
    random: Math.random,
    sleep: async (ms, signal) => void (await sleep(ms, undefined, { signal })),
  });
}

/** What chains are asked of single accounts and coins, and keep in the store. */
function askedOneByOne({ chains }: OperatorConfig, database: Database, manners: Manners) {
  const balances = new Map(chains.map((row) => [row.chain.id, openBalanceReader(row, manners)]));
  const spends = new Map(chains.map((row) => [row.chain.id, openSpendReader(row, manners)]));
  return {
    anchors: new PostgresBalanceAnchors(database, (chain) => balances.get(chain), systemClock),
    spends: new PostgresCoinSpends(database, (chain) => spends.get(chain), systemClock),
  };
}

/** What is asked of single contracts. */
function contractReaders({ chains }: OperatorConfig, manners: Manners) {
  const states = new Map(chains.map((row) => [row.chain.id, openContractState(row, manners)]));
  const events = new Map(chains.map((row) => [row.chain.id, openContractEvents(row, manners)]));
  return {
    contractState: (chain: ChainId) => states.get(chain),
    contractEvents: (chain: ChainId) => events.get(chain),
  };
}

function blockHeights({ chains }: OperatorConfig, manners: Manners): BlockHeights {
  const times = new Map(chains.map((row) => [row.chain.id, openBlockTimes(row, manners)]));
  return new HeightsByTime((chain) => times.get(chain));
}

function configuredPrices({ prices, dailyPrices }: OperatorConfig, catalogue: ConfiguredCatalogue) {
  return openPrices({
    config: prices,
    ...(dailyPrices === undefined ? {} : { dailyTable: dailyPrices }),
    assetOf: (asset) => catalogue.asset(chainOf(asset), asset),
    clock: systemClock,
  });
}

/** A failed look is made good by the next one, and the lists' own age tells when none succeeds. */
function keepReloading(sanctions: Sanctions, names: ListedNames, log: Log): () => void {
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    sanctions
      .reload()
      .then(() => (names.wanted ? names.reload() : undefined))
      .catch((error: unknown) => log.warn({ err: error }, 'the lists could not be looked up'))
      .finally(() => {
        looking = false;
      });
  }, reloadEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
