import { eventAmount, eventAsset } from '../../event-values.ts';
import type { BridgeFamily } from '../bridge-family.ts';
import { declaredParty } from '../declared-party.ts';
import { counterpartOf, legAt } from '../leg-builder.ts';

/** Socket routes over other bridges; its event has no id and counts where none of them was read. */
export const family: BridgeFamily = {
  events: [
    {
      abi: 'event SocketBridge(uint256 amount, address token, uint256 toChainId, bytes32 bridgeName, address sender, address receiver, bytes32 metadata)',
      group: 'gateway',
    },
  ],
  decode: (context) =>
    context.events.map((event) => {
      const { args } = event;
      const { chain, nativeAsset } = context.record;
      const other = counterpartOf(context, args['toChainId']);
      return legAt(context, event, {
        role: 'source',
        ...other,
        sender: declaredParty(chain, String(args['sender'])),
        recipient: declaredParty(other.counterpart, String(args['receiver'])),
        asset: eventAsset(chain, nativeAsset, args['token']),
        amountBase: eventAmount(args['amount']),
      });
    }),
};
