import { eventFragmentReader, eventReaders } from '../event-reader.ts';

/** Lockup 1.0 to 1.2, linear. */
const created = (amounts: string, flags: string, span: string) =>
  `event CreateLockupLinearStream(uint256 streamId, address funder, address indexed sender, address indexed recipient, ${amounts}, address indexed asset, ${flags}, ${span}, address broker)`;
const withProtocolFee = '(uint128 deposit, uint128 protocolFee, uint128 brokerFee) amounts';
const withBrokerFee = '(uint128 deposit, uint128 brokerFee) amounts';
const linearSpan = '(uint40 start, uint40 cliff, uint40 end)';
const transferable = 'bool cancelable, bool transferable';

/** Lockup from 2.0 on: one contract for all shapes, with what they share in one argument. */
const ends = '(uint40 start, uint40 end) timestamps, string shape';
const shared = [
  `(address funder, address sender, address recipient, ${withBrokerFee}, address token, ${transferable}, ${ends}, address broker) commonParams`,
  `(address funder, address sender, address recipient, uint128 depositAmount, address token, ${transferable}, ${ends}) commonParams`,
];
const unlocked = '(uint128 start, uint128 cliff) unlockAmounts';
const shapes = [
  ['Linear', `uint40 cliffTime, ${unlocked}`],
  ['Linear', `uint40 cliffTime, uint40 granularity, ${unlocked}`],
  ['Dynamic', '(uint128 amount, uint64 exponent, uint40 timestamp)[] segments'],
  ['Tranched', '(uint128 amount, uint40 timestamp)[] tranches'],
] as const;
const createdShaped = shapes.flatMap(([shape, own]) =>
  shared.map(
    (common) => `event CreateLockup${shape}Stream(uint256 indexed streamId, ${common}, ${own})`,
  ),
);

/** Sablier Flow: open-ended, refilled by whoever pays. */
const flow = [
  'event CreateFlowStream(uint256 streamId, address indexed sender, address indexed recipient, uint128 ratePerSecond, address indexed token, bool transferable)',
  'event CreateFlowStream(uint256 streamId, address creator, address indexed sender, address indexed recipient, uint128 ratePerSecond, uint40 snapshotTime, address indexed token, bool transferable)',
  'event WithdrawFromFlowStream(uint256 indexed streamId, address indexed to, address indexed token, address caller, uint128 withdrawAmount, uint128 protocolFeeAmount)',
  'event WithdrawFromFlowStream(uint256 indexed streamId, address indexed to, address indexed token, address caller, uint128 withdrawAmount)',
];

/** Superfluid's constant flow agreement, of every change of a rate. */
export const flowUpdated = eventFragmentReader(
  'event FlowUpdated(address indexed token, address indexed sender, address indexed receiver, int96 flowRate, int256 totalSenderFlowRate, int256 totalReceiverFlowRate, bytes userData)',
);

/** What Sablier's contracts say of streams, Superfluid's agreement of flows and its super tokens of what is taken out. */
export const streamReadersOf = eventReaders([
  flowUpdated,
  ...[
    created(withProtocolFee, 'bool cancelable', `${linearSpan} range`),
    created(withProtocolFee, transferable, `${linearSpan} range`),
    created(withBrokerFee, transferable, `${linearSpan} timestamps`),
    ...createdShaped,
    'event WithdrawFromLockupStream(uint256 indexed streamId, address indexed to, address indexed asset, uint128 amount)',
    ...flow,
    'event TokenDowngraded(address indexed account, uint256 amount)',
  ].map(eventFragmentReader),
]);
