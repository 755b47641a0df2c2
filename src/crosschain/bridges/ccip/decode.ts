import type { Leg } from '../../../domain/leg.ts';
import { eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { restOf, spanBefore } from '../value-moves.ts';

/** Execution state 2 is success; others bring nothing. */
const succeeded = 2n;

/** Chainlink CCIP 1.5 and 1.6: the message id is on both sides. */
export const family: BridgeFamily = {
  events: [
    'event CCIPSendRequested((uint64 sourceChainSelector, address sender, address receiver, uint64 sequenceNumber, uint256 gasLimit, bool strict, uint64 nonce, address feeToken, uint256 feeTokenAmount, bytes data, (address token, uint256 amount)[] tokenAmounts, bytes[] sourceTokenData, bytes32 messageId) message)',
    'event ExecutionStateChanged(uint64 indexed sequenceNumber, bytes32 indexed messageId, uint8 state, bytes returnData)',
    'event CCIPMessageSent(uint64 indexed destChainSelector, uint64 indexed sequenceNumber, ((bytes32 messageId, uint64 sourceChainSelector, uint64 destChainSelector, uint64 sequenceNumber, uint64 nonce) header, address sender, bytes data, bytes receiver, bytes extraArgs, address feeToken, uint256 feeTokenAmount, uint256 feeValueJuels, (address sourcePoolAddress, bytes destTokenAddress, bytes extraData, uint256 amount, bytes destExecData)[] tokenAmounts) message)',
    'event ExecutionStateChanged(uint64 indexed sourceChainSelector, uint64 indexed sequenceNumber, bytes32 indexed messageId, bytes32 messageHash, uint8 state, bytes returnData, uint256 gasUsed)',
  ].map((abi) => ({ abi, group: 'ramp' })),
  decode: (context) =>
    context.events.flatMap((event) => {
      if (event.name === 'CCIPSendRequested') return sent15(context, event);
      if (event.name === 'CCIPMessageSent') return sent16(context, event);
      return eventAmount(event.args['state']) === succeeded ? [executed(context, event)] : [];
    }),
};

/** In 1.5 each lane has a ramp of its own: the message does not name the other chain. */
function sent15(context: BridgeContext, event: BridgeEvent): Leg[] {
  const { chain, nativeAsset } = context.record;
  const message = event.args['message'];
  return Array.from(message['tokenAmounts'], (entry: unknown, part) => {
    // CAST: the ABI says (address token, uint256 amount).
    const [token, amount] = entry as readonly [string, bigint];
    return legAt(context, event, {
      role: 'source',
      part: part === 0 ? undefined : part,
      ids: [exactId(context, message['messageId'])],
      sender: declaredParty(chain, String(message['sender'])),
      recipient: declaredParty(undefined, String(message['receiver'])),
      asset: eventAsset(chain, nativeAsset, token),
      amountBase: amount,
      expects: { amountBase: amount },
    });
  });
}

function sent16(context: BridgeContext, event: BridgeEvent): Leg[] {
  const { chain } = context.record;
  const message = event.args['message'];
  const other = counterpartOf(context, event.args['destChainSelector']);
  const receiver = String(message['receiver']);
  return Array.from(message['tokenAmounts'], (entry: unknown, part) => {
    // CAST: the ABI says (address, bytes token there, bytes, uint256 amount, bytes).
    const [, tokenThere, , amount] = entry as readonly [string, string, string, bigint, string];
    const isEvm = other.counterpart?.startsWith('eip155:') && tokenThere.length === 66;
    return legAt(context, event, {
      role: 'source',
      part: part === 0 ? undefined : part,
      ids: [exactId(context, message['header']['messageId'])],
      ...other,
      sender: declaredParty(chain, String(message['sender'])),
      recipient: declaredParty(other.counterpart, receiver),
      asset: undefined,
      amountBase: amount,
      expects: {
        amountBase: amount,
        asset:
          isEvm && other.counterpart
            ? eventAsset(other.counterpart, undefined, `0x${tokenThere.slice(26)}`)
            : undefined,
      },
    });
  });
}

/** A transaction executes several messages: what stands between two reports belongs to the later. */
function executed(context: BridgeContext, event: BridgeEvent): Leg {
  const got = restOf(context, spanBefore(context.events, event));
  const selector = event.args['sourceChainSelector'];
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, event.args['messageId'])],
    ...(selector === undefined ? {} : counterpartOf(context, selector)),
    recipient: got && partyOf(got.account),
    asset: got?.asset,
    amountBase: got?.amountBase,
    transferKeys: got?.transferKeys,
  });
}
