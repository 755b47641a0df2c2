import type { Leg } from '../../../domain/leg.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeContext, BridgeEvent, BridgeFamily } from '../bridge-family.ts';
import { chainNumbered, numberOf } from '../bridge-row.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, legAt } from '../leg-builder.ts';
import { gainOf, spanAfter } from '../value-moves.ts';
import * as abi from './abi.ts';

/** Across v2 and v3. The deposit number of the origin chain pairs the two sides. */
export const family: BridgeFamily = {
  events: Object.values(abi).map((text) => ({ abi: text, group: 'spokePool' })),
  decode(context) {
    return context.events.flatMap((event) => {
      if (event.name.endsWith('FundsDeposited')) return [deposit(context, event)];
      if (event.name.startsWith('Filled')) return [fill(context, event)];
      if (event.name.startsWith('RequestedSpeedUp')) return [speedUp(context, event)];
      return refunds(context, event);
    });
  },
};

function ownNumber({ record, row }: BridgeContext): string {
  return numberOf(row, record.chain) ?? record.chain;
}

function deposit(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const other = counterpartOf(context, args['destinationChainId']);
  const second = event.signature.includes('int64');
  const token = second ? args['originToken'] : args['inputToken'];
  const output = second ? undefined : String(args['outputToken']);
  return legAt(context, event, {
    role: 'source',
    ids: [exactId(context, ownNumber(context), args['depositId'])],
    ...other,
    sender: declaredParty(chain, String(args['depositor'])),
    recipient: declaredParty(other.counterpart, String(args['recipient'])),
    asset: eventAsset(chain, nativeAsset, unpadded(token)),
    amountBase: eventAmount(second ? args['amount'] : args['inputAmount']),
    ...(second ? {} : { expects: expected(other.counterpart, output, args['outputAmount']) }),
  });
}

/** An output token of zero means the same token as the input's on the other chain. */
function expected(chain: Leg['counterpart'], token: string | undefined, amount: unknown) {
  const isEvm = chain?.startsWith('eip155:') && token !== undefined && !/^0x0+$/.test(token);
  return {
    amountBase: eventAmount(amount),
    ...(chain && isEvm ? { asset: eventAsset(chain, undefined, unpadded(token)) } : {}),
  };
}

/** The 20 bytes of an address that newer events pad to 32. */
function unpadded(value: unknown): string {
  const hex = String(value).toLowerCase();
  return hex.length === 66 ? `0x${hex.slice(26)}` : hex;
}

const fixedPoint = 10n ** 18n;

/**
 * A fill. Speed-ups and slow fills pay what `relayExecutionInfo` says. In v2 a deposit could be
 * filled in parts, each less the fees of its rates.
 */
function fill(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const second = event.signature.includes('int64');
  const info = second ? args['updatableRelayData'] : args['relayExecutionInfo'];
  const to = second ? info['recipient'] : info['updatedRecipient'];
  const recipient = eventAccount(chain, unpadded(to));
  const token = second ? args['destinationToken'] : args['outputToken'];
  const rates = second ? BigInt(args['realizedLpFeePct']) + BigInt(info['relayerFeePct']) : 0n;
  const paid = second
    ? (eventAmount(args['fillAmount']) * (fixedPoint - rates)) / fixedPoint
    : eventAmount(info['updatedOutputAmount']);
  // Since v3 a fill is told before it is paid.
  const span = second ? { before: event.log.logIndex } : spanAfter(context.events, event);
  const gain = gainOf(context, recipient, span);
  return legAt(context, event, {
    role: 'destination',
    ids: [exactId(context, args['originChainId'], args['depositId'])],
    counterpart: chainNumbered(context.row, args['originChainId']),
    counterpartRaw: String(args['originChainId']),
    sender: declaredParty(
      chainNumbered(context.row, args['originChainId']),
      String(args['depositor']),
    ),
    recipient: partyOf(recipient),
    asset: gain?.amountBase === paid ? gain.asset : eventAsset(chain, nativeAsset, unpadded(token)),
    amountBase: paid,
    partial:
      second && eventAmount(args['fillAmount']) < eventAmount(args['amount']) ? true : undefined,
    transferKeys: gain?.transferKeys,
  });
}

/** In v2 the depositor raises the fee instead of lowering the amount. */
function speedUp(context: BridgeContext, event: BridgeEvent): Leg {
  const { args } = event;
  const amount = args.toObject()['updatedOutputAmount'];
  return legAt(context, event, {
    role: 'update',
    ids: [exactId(context, ownNumber(context), args['depositId'])],
    recipient: declaredParty(undefined, unpadded(args['updatedRecipient'])),
    ...(amount === undefined ? {} : { expects: { amountBase: eventAmount(amount) } }),
  });
}

/** Refunds of deposits that were not filled in time carry no deposit number. */
function refunds(context: BridgeContext, event: BridgeEvent): Leg[] {
  const { args } = event;
  const { chain, nativeAsset } = context.record;
  const asset = eventAsset(chain, nativeAsset, args['l2TokenAddress']);
  // CAST: the ABI says address[].
  const addresses = [...(args['refundAddresses'] as Iterable<unknown>)];
  return addresses.map((address, index) =>
    legAt(context, event, {
      role: 'refund',
      part: index,
      recipient: partyOf(eventAccount(chain, address)),
      asset,
      amountBase: eventAmount(args['refundAmounts'][index]),
    }),
  );
}
