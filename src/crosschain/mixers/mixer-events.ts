import type { MixerFact } from '../../domain/mixer-fact.ts';
import { type EventFragmentReader, eventFragmentReader, eventReaders } from '../event-reader.ts';

/** What an event of a mixer tells of. */
export interface MixerEvent extends EventFragmentReader {
  readonly protocol: MixerFact['protocol'];
  /** `either` where the event stands for both and only the pool's balance tells which. */
  readonly direction: MixerFact['direction'] | 'either';
}

function mixerEvent(
  protocol: MixerEvent['protocol'],
  direction: MixerEvent['direction'],
  abi: string,
): MixerEvent {
  return { ...eventFragmentReader(abi), protocol, direction };
}

const shielded =
  '(bytes32 npk, (uint8 tokenType, address tokenAddress, uint256 tokenSubID) token, uint120 value)[] commitments, (bytes32[3] encryptedBundle, bytes32 shieldKey)[] shieldCiphertext';

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
    'either',
    'event NewCommitment(bytes32 commitment, uint256 index, bytes encryptedOutput)',
  ),
  // Railgun V2, before and since its fees stand in the event.
  mixerEvent(
    'railgun',
    'entry',
    `event Shield(uint256 treeNumber, uint256 startPosition, ${shielded})`,
  ),
  mixerEvent(
    'railgun',
    'entry',
    `event Shield(uint256 treeNumber, uint256 startPosition, ${shielded}, uint256[] fees)`,
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
  mixerEvent(
    'privacy-pools',
    'exit',
    'event Ragequit(address indexed _ragequitter, uint256 _commitment, uint256 _label, uint256 _value)',
  ),
];

/** The readers of a log by its topic. */
export const mixerEventsOf = eventReaders(events);
