import type { BridgeCatalogue } from '../crosschain/bridges/bridge-row.ts';
import { legDecoder, loadFamilies } from '../crosschain/bridges/leg-decoder.ts';
import { CandidateReader } from '../crosschain/candidate-reader.ts';
import { ConversionReader, type ConversionReaderParts } from '../crosschain/conversion-reader.ts';
import { catalogueSettings } from '../crosschain/match-settings.ts';
import { PaymentReader, type PaymentReaderParts } from '../crosschain/payment-reader.ts';
import { ConversionStore } from '../crosschain/store.ts';
import { PaymentStore } from '../crosschain/store-payments.ts';
import type { SwapSettings } from '../crosschain/swaps/swap.ts';
import type { Database } from '../database/database.ts';
import { accountId, chainOf } from '../domain/caip.ts';
import type { Candidates } from '../ports/candidates.ts';
import type { Conversions } from '../ports/conversions.ts';
import type { Payments } from '../ports/payments.ts';
import { engineVersion } from './engine-version.ts';

export interface ConversionSettings
  extends Pick<ConversionReaderParts, 'chains' | 'ledger' | 'coins' | 'prices'> {
  readonly database: Database;
  readonly bridges: BridgeCatalogue;
  readonly bridgesRevision: string;
}

/**
 * The conversions of all configured chains. Decoders are loaded when first asked for: most
 * processes start without, and they take a third of a second.
 */
export function openConversions(settings: ConversionSettings): Conversions {
  const store = readingsOf(settings);
  let opened: Promise<ConversionReader> | undefined;
  const reader = () => {
    opened ??= openReader(settings, store);
    return opened;
  };
  return {
    conversionsOf: async (...question) => await (await reader()).conversionsOf(...question),
    arrivalsIn: async (...question) => await (await reader()).arrivalsIn(...question),
    recheck: async (...question) => await (await reader()).recheck(...question),
    withdraw: async (chain, aboveHeight) => await store.withdraw(chain, aboveHeight),
  };
}

/** Who paid whom through contracts, on all configured chains. */
export function openPayments({
  database,
  bridges,
  ...parts
}: Omit<ConversionSettings, 'bridgesRevision'> &
  Pick<PaymentReaderParts, 'contractState' | 'contractEvents' | 'activity' | 'clock'>): Payments {
  const store = new PaymentStore(database);
  return new PaymentReader({ ...parts, store, swaps: swapSettings({ bridges, ...parts }) });
}

/** Candidates from the same readings. */
export function openCandidates(
  settings: Pick<ConversionSettings, 'database' | 'bridgesRevision'>,
): Candidates {
  return new CandidateReader(readingsOf(settings));
}

function readingsOf({
  database,
  bridgesRevision,
}: Pick<ConversionSettings, 'database' | 'bridgesRevision'>): ConversionStore {
  return new ConversionStore(database, `${engineVersion} ${bridgesRevision}`);
}

async function openReader(
  { bridges, chains, ledger, coins, prices }: ConversionSettings,
  store: ConversionStore,
): Promise<ConversionReader> {
  return new ConversionReader({
    ...{ chains, ledger, coins, prices, store },
    decoder: legDecoder(await loadFamilies(bridges)),
    match: catalogueSettings(bridges, (asset) => chains.asset(chainOf(asset), asset)?.decimals),
    swaps: swapSettings({ bridges, chains }),
  });
}

/** Contracts that own orders for others stand at the same address of every EVM chain. */
function swapSettings({
  bridges,
  chains,
}: Pick<ConversionSettings, 'bridges' | 'chains'>): SwapSettings {
  const evm = chains.chains().filter(({ id }) => id.startsWith('eip155:'));
  return {
    orderHolders: evm.flatMap(({ id }) =>
      bridges.orderHolders.map((address) => accountId(`${id}:${address}`)),
    ),
  };
}
