import type { AccountId, AssetId } from '../../domain/caip.ts';
import { positionBand } from '../../domain/transfer.ts';
import {
  eventFragmentReader,
  eventReaders,
  isUnreadable,
  type ReadEvent,
} from '../event-reader.ts';
import { eventAccount, eventAmount, eventAsset } from '../event-values.ts';
import { exchanged, isZeroAccount, type NetChanges, netChanges } from '../net-changes.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { readWraps } from '../wraps.ts';
import type { MixerFact } from './mixer-fact.ts';

interface MixerEvent extends ReturnType<typeof eventFragmentReader> {
  readonly protocol: MixerFact['protocol'];
  readonly direction: MixerFact['direction'];
}

function mixerEvent(
  protocol: MixerFact['protocol'],
  direction: MixerFact['direction'],
  abi: string,
): MixerEvent {
  return { ...eventFragmentReader(abi), protocol, direction };
}

const events = [
  mixerEvent(
    'tornado-cash',
    'entry',
    'event Deposit(bytes32 indexed commitment, uint32 leafIndex, uint256 timestamp)',
  ),
  mixerEvent(
    'tornado-cash',
    'exit',
    'event Withdrawal(address to, bytes32 nullifierHash, address indexed relayer, uint256 fee)',
  ),
  mixerEvent(
    'tornado-nova',
    'entry',
    'event NewCommitment(bytes32 commitment, uint256 index, bytes encryptedOutput)',
  ),
  mixerEvent(
    'railgun',
    'entry',
    'event Shield(uint256 treeNumber, uint256 startPosition, (bytes32 npk, (uint8 tokenType, address tokenAddress, uint256 tokenSubID) token, uint120 value)[] commitments, (bytes32[3] encryptedBundle, bytes32 shieldKey)[] shieldCiphertext, uint256[] fees)',
  ),
  mixerEvent(
    'railgun',
    'exit',
    'event Unshield(address to, (uint8 tokenType, address tokenAddress, uint256 tokenSubID) token, uint256 amount, uint256 fee)',
  ),
  mixerEvent(
    'privacy-pools',
    'entry',
    'event Deposited(address indexed _depositor, uint256 _commitment, uint256 _label, uint256 _value, uint256 _precommitmentHash)',
  ),
  mixerEvent(
    'privacy-pools',
    'exit',
    'event Withdrawn(address indexed _processooor, uint256 _value, uint256 _spentNullifier, uint256 _newCommitment)',
  ),
];
const readersOf = eventReaders(events);

/**
 * Entries and exits of mixers in one transaction, by their events on any contract (they are forked
 * widely) and by what moved in or out of it: an event without value is nothing.
 */
export function readMixers(record: TransactionRecord): MixerFact[] {
  const changes = netChanges(exchanged(readWraps(record).transfers));
  return record.events.flatMap((log) => {
    const reader = readersOf(log)[0];
    const event = reader?.read(log);
    if (!reader || !event || isUnreadable(event)) return [];
    return factOf(record, changes, reader, event) ?? [];
  });
}

function factOf(
  record: TransactionRecord,
  changes: NetChanges,
  reader: MixerEvent,
  event: ReadEvent,
): MixerFact | undefined {
  const { chain, tx, height, time } = record;
  const pool = event.log.contract;
  const moved = poolChange(changes, pool);
  if (!moved || moved.amountBase > 0n !== (reader.direction === 'entry')) return undefined;
  const frame = {
    protocol: reader.protocol,
    direction: reader.direction,
    chain,
    tx,
    height,
    time,
    position: positionBand.log + event.log.logIndex,
    pool,
  };
  if (reader.direction === 'entry') {
    const account = payerOf(changes, pool, moved.asset) ?? record.from;
    return { ...frame, ...(account ? { account } : {}), ...moved };
  }
  return { ...frame, ...exitOf(record, changes, event, moved) };
}

interface Moved {
  readonly asset: AssetId;
  readonly amountBase: bigint;
}

/** What a pool gained or lost; undefined when it was not one asset alone. */
function poolChange(changes: NetChanges, pool: AccountId): Moved | undefined {
  const nets = [...(changes.get(pool) ?? [])];
  const [only] = nets;
  return only && nets.length === 1 ? { asset: only[0], amountBase: only[1] } : undefined;
}

function payerOf(changes: NetChanges, pool: AccountId, asset: AssetId): AccountId | undefined {
  const payers = [...changes].filter(
    ([account, nets]) =>
      account !== pool && !isZeroAccount(account) && (nets.get(asset) ?? 0n) < 0n,
  );
  return payers.length === 1 ? payers[0]?.[0] : undefined;
}

function exitOf(
  record: TransactionRecord,
  changes: NetChanges,
  { args }: ReadEvent,
  moved: Moved,
): Partial<MixerFact> {
  const { chain, nativeAsset } = record;
  const amountBase = -moved.amountBase;
  const token = args['token'];
  const asset = token ? eventAsset(chain, nativeAsset, token['tokenAddress']) : moved.asset;
  const relayer = args['relayer'] === undefined ? undefined : eventAccount(chain, args['relayer']);
  const hasRelayer = relayer !== undefined && !isZeroAccount(relayer);
  const fee = args['fee'];
  const account =
    args['to'] === undefined ? largestGain(changes, moved.asset) : eventAccount(chain, args['to']);
  return {
    asset,
    amountBase,
    ...(account ? { account } : {}),
    ...(hasRelayer ? { relayer } : {}),
    ...(fee === undefined ? {} : { feeBase: eventAmount(fee) }),
  };
}

/** Where a relaying contract stands between, the receiver is who gained most. */
function largestGain(changes: NetChanges, asset: AssetId): AccountId | undefined {
  let best: readonly [AccountId, bigint] | undefined;
  for (const [account, nets] of changes) {
    const gain = nets.get(asset) ?? 0n;
    if (gain > 0n && (!best || gain > best[1])) best = [account, gain];
  }
  return best?.[0];
}
