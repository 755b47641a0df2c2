import type { AccountId } from '../../domain/caip.ts';
import {
  eventFragmentReader,
  eventReaders,
  isUnreadable,
  type ReadEvent,
} from '../event-reader.ts';
import { eventAccount } from '../event-values.ts';
import type { TransactionRecord } from '../transaction-record.ts';

/** ERC-4337 EntryPoint, all versions. */
const userOperation = eventFragmentReader(
  'event UserOperationEvent(bytes32 indexed userOpHash, address indexed sender, address indexed paymaster, uint256 nonce, bool success, uint256 actualGasCost, uint256 actualGasUsed)',
);
/** UniswapX reactors. */
const uniswapXFill = eventFragmentReader(
  'event Fill(bytes32 indexed orderHash, address indexed filler, address indexed swapper, uint256 nonce)',
);
/** Safe 1.x; version 1.4 indexes the hash. */
const safeSuccess = eventFragmentReader('event ExecutionSuccess(bytes32 txHash, uint256 payment)');
const safeSuccessIndexed = eventFragmentReader(
  'event ExecutionSuccess(bytes32 indexed txHash, uint256 payment)',
);
const readersOf = eventReaders([userOperation, uniswapXFill, safeSuccess, safeSuccessIndexed]);

/** Somebody on whose behalf the transaction exchanges value. */
export interface Party {
  readonly account: AccountId;
  readonly by: 'signer' | 'user-operation' | 'order' | 'safe' | 'called-account';
  /** The contract that takes gas from the account: the EntryPoint of a user operation. */
  readonly operator?: AccountId;
}

/**
 * The parties of a transaction that events name: senders of user operations, swappers of filled
 * orders, a Safe. When there is any, the signer is a bundler, a filler or one of the Safe's owners.
 */
export function namedParties(record: TransactionRecord): Party[] {
  const parties = new Map<AccountId, Party>();
  for (const log of record.events) {
    const event = readersOf(log)[0]?.read(log);
    const party = event && !isUnreadable(event) ? partyOf(record, event) : undefined;
    if (party && !parties.has(party.account)) parties.set(party.account, party);
  }
  return [...parties.values()];
}

function partyOf(record: TransactionRecord, event: ReadEvent): Party | undefined {
  const { args } = event;
  const operator = event.log.contract;
  if (event.name === 'UserOperationEvent') {
    return { account: eventAccount(record.chain, args['sender']), by: 'user-operation', operator };
  }
  if (event.name === 'Fill') {
    return { account: eventAccount(record.chain, args['swapper']), by: 'order' };
  }
  // Anybody can emit it: whether the Safe has swapped its balances tell. One that was called by a
  // relay is no less the party than one that an owner called.
  return { account: operator, by: 'safe' };
}
