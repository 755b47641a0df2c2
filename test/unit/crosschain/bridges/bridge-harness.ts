import { matchSettingsOf, shippedCatalogue } from '../../../../bench/crosschain-settings.ts';
import { addressesOn } from '../../../../src/crosschain/bridges/bridge-row.ts';
import {
  type LegReading,
  legDecoder,
  loadFamilies,
} from '../../../../src/crosschain/bridges/leg-decoder.ts';
import type { LegMatch } from '../../../../src/crosschain/matcher/leg-match.ts';
import { matchLegs } from '../../../../src/crosschain/matcher/match-legs.ts';
import type { TransactionRecord } from '../../../../src/crosschain/transaction-record.ts';
import { chainId } from '../../../../src/domain/caip.ts';
import type { Leg } from '../../../../src/domain/leg.ts';

export const catalogue = shippedCatalogue();
export const equipped = await loadFamilies(catalogue);
export const decoder = legDecoder(equipped);
export const settings = matchSettingsOf(catalogue);

/** What the shipped catalogue makes of a record. */
export function read(record: TransactionRecord): LegReading {
  return decoder.legsOf(record);
}

/** The only leg of a record. */
export function onlyLeg(record: TransactionRecord): Leg {
  const { legs, unreadable } = read(record);
  const [leg] = legs;
  if (!leg || legs.length > 1 || unreadable.length > 0) {
    throw new Error(`expected one leg, got ${JSON.stringify({ legs: legs.length, unreadable })}`);
  }
  return leg;
}

/** Decodes all records and matches the sources among their legs. */
export function matched(...records: readonly TransactionRecord[]): LegMatch[] {
  return matchLegs(
    records.flatMap((record) => read(record).legs),
    settings,
  );
}

/** A contract that the catalogue lists. */
export function contractOf(protocol: string, group: string, chain: string): string {
  const row = catalogue.rows.find((candidate) => candidate.protocol === protocol);
  const [address] = row ? addressesOn(row, group, chainId(chain)) : [];
  if (address === undefined) throw new Error(`no ${group} of ${protocol} on ${chain}`);
  return address;
}

/** The ABI of a family's event by its name, for emitting it. */
export function abiOf(protocol: string, name: string, hint = ''): string {
  const entry = equipped.find(({ row }) => row.protocol === protocol);
  const spec = entry?.family.events.find(
    ({ abi }) => abi.startsWith(`event ${name}(`) && abi.includes(hint),
  );
  if (!spec) throw new Error(`no event ${name} of ${protocol}`);
  return spec.abi;
}
