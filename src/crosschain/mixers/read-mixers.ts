import type { AccountId, AssetId } from '../../domain/caip.ts';
import type { MixerFact } from '../../domain/mixer-fact.ts';
import { positionBand } from '../../domain/transfer.ts';
import { isUnreadable, type ReadEvent } from '../event-reader.ts';
import { eventAccount, eventAmount, eventAsset } from '../event-values.ts';
import { exchanged, isZeroAccount, type NetChanges, netChanges } from '../net-changes.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { readWraps } from '../wraps.ts';
import { type MixerEvent, mixerEventsOf } from './mixer-events.ts';

/** What an event says moved, or what the pool's balance shows where it does not say. */
interface Moved {
  readonly asset: AssetId;
  readonly amountBase: bigint;
  readonly feeBase?: bigint;
}

interface MixerLog {
  readonly record: TransactionRecord;
  readonly changes: NetChanges;
  readonly kind: MixerEvent;
  readonly event: ReadEvent;
  readonly args: Readonly<Record<string, unknown>>;
}

/** ERC-20, by the numbers of Railgun: other kinds are NFTs. */
const fungible = 0n;

/**
 * Entries and exits of mixers in one transaction, by their events on any contract (they are forked
 * widely) and by what moved in or out of it: an event without value is nothing.
 */
export function readMixers(record: TransactionRecord): MixerFact[] {
  const changes = netChanges(exchanged(readWraps(record).transfers));
  const told = new Set<AccountId>();
  return record.events.flatMap((log) => {
    const kind = mixerEventsOf(log)[0];
    const event = kind?.read(log);
    if (!kind || !event || isUnreadable(event)) return [];
    // Nova reports each of the two notes that a transaction makes: together they are one act.
    if (kind.direction === 'either' && told.has(log.contract)) return [];
    told.add(log.contract);
    return factsOf({ record, changes, kind, event, args: event.args.toObject() });
  });
}

function factsOf(log: MixerLog): MixerFact[] {
  const { record, changes, kind, event } = log;
  const { chain, tx, height, time, gasPriceWei } = record;
  const price = gasPriceWei === undefined ? {} : { gasPriceWei };
  const pool = event.log.contract;
  const position = positionBand.log + event.log.logIndex;
  return movedOf(log).flatMap((moved): MixerFact[] => {
    const net = changes.get(pool)?.get(moved.asset) ?? 0n;
    const direction: MixerFact['direction'] = net > 0n ? 'entry' : 'exit';
    if (net === 0n || (kind.direction !== 'either' && kind.direction !== direction)) return [];
    const { protocol } = kind;
    const frame = {
      protocol,
      direction,
      chain,
      tx,
      height,
      time,
      position,
      pool,
      ...moved,
      ...price,
    };
    return [{ ...frame, ...partiesOf(log, direction, moved) }];
  });
}

/** The event's own amounts where it has them; else what the pool gained or lost, of one asset alone. */
function movedOf({ record, changes, kind, event, args }: MixerLog): Moved[] {
  if (kind.protocol === 'railgun') return railgunMoved(record, args);
  const nets = [...(changes.get(event.log.contract) ?? [])];
  const [only] = nets;
  if (!only || nets.length > 1) return [];
  const [asset, net] = only;
  if (args['_value'] !== undefined) return [{ asset, amountBase: eventAmount(args['_value']) }];
  const fee = args['fee'] === undefined ? {} : { feeBase: eventAmount(args['fee']) };
  return [{ asset, amountBase: net < 0n ? -net : net, ...fee }];
}

/** Of several notes of one token their sum; what is unshielded is told less its fee. */
function railgunMoved(
  { chain, nativeAsset }: TransactionRecord,
  args: Readonly<Record<string, unknown>>,
): Moved[] {
  // CAST: the ABIs of `mixer-events.ts`.
  const fees = [...((args['fees'] ?? []) as Iterable<bigint>)];
  // CAST: likewise; an exit is told of one token, an entry of many.
  const notes = (args['commitments'] ?? [
    { token: args['token'], value: args['amount'] },
  ]) as Iterable<{
    token: { tokenType: bigint; tokenAddress: string };
    value: bigint;
  }>;
  const sums = new Map<AssetId, { amountBase: bigint; feeBase: bigint }>();
  [...notes].forEach(({ token, value }, index) => {
    if (eventAmount(token.tokenType) !== fungible) return;
    const asset = eventAsset(chain, nativeAsset, token.tokenAddress);
    const fee = eventAmount(fees[index] ?? args['fee'] ?? 0n);
    const known = sums.get(asset) ?? { amountBase: 0n, feeBase: 0n };
    const amountBase = known.amountBase + eventAmount(value) + fee;
    sums.set(asset, { amountBase, feeBase: known.feeBase + fee });
  });
  return [...sums].map(([asset, sum]) => ({ asset, ...sum }));
}

type Parties = Pick<MixerFact, 'account' | 'relayer' | 'label'>;

function partiesOf(log: MixerLog, direction: MixerFact['direction'], moved: Moved): Parties {
  const { record, changes, args, event } = log;
  const named = (field: string) =>
    args[field] === undefined ? undefined : eventAccount(record.chain, args[field]);
  const relayer = named('relayer');
  // Where a contract wraps the native coin on the way, its balance tells.
  const assets = [moved.asset, record.nativeAsset];
  const account =
    direction === 'entry'
      ? (named('_depositor') ?? payerOf(changes, event.log.contract, assets))
      : (named('_ragequitter') ?? receiverOf(changes, named('to'), assets));
  return {
    ...(account === undefined ? {} : { account }),
    ...(relayer === undefined || isZeroAccount(relayer) ? {} : { relayer }),
    ...(args['_label'] === undefined ? {} : { label: String(args['_label']) }),
  };
}

/** The one account whose balance of the asset fell; undefined when there are several, or none. */
function payerOf(
  changes: NetChanges,
  pool: AccountId,
  assets: readonly AssetId[],
): AccountId | undefined {
  for (const asset of assets) {
    const payers = [...changes].filter(
      ([account, nets]) =>
        account !== pool && !isZeroAccount(account) && (nets.get(asset) ?? 0n) < 0n,
    );
    if (payers.length > 0) return payers.length === 1 ? payers[0]?.[0] : undefined;
  }
  return undefined;
}

/** Whom the event names, unless he only handed it on: then who gained most. */
function receiverOf(
  changes: NetChanges,
  named: AccountId | undefined,
  assets: readonly AssetId[],
): AccountId | undefined {
  if (named && (changes.get(named)?.size ?? 0) > 0) return named;
  const largest = assets.map((asset) => largestGain(changes, asset));
  return largest.find((account) => account !== undefined) ?? named;
}

function largestGain(changes: NetChanges, asset: AssetId): AccountId | undefined {
  let best: readonly [AccountId, bigint] | undefined;
  for (const [account, nets] of changes) {
    const gain = nets.get(asset) ?? 0n;
    if (gain > 0n && !isZeroAccount(account) && (!best || gain > best[1])) best = [account, gain];
  }
  return best?.[0];
}
