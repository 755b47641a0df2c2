import { dataLength, dataSlice, getAddress } from 'ethers';
import type { ChainId } from '../../domain/caip.ts';
import { type Transfer, transferKey } from '../../domain/transfer.ts';
import { eventAsset } from '../event-values.ts';
import type { BridgeContext } from './bridge-family.ts';
import { declaredParty, partyOf } from './declared-party.ts';
import type { LegFacts } from './leg-builder.ts';
import type { TokenMessage } from './token-message.ts';

/** What a messenger passes on: a call, with native coins, to a contract of the other chain. */
export interface CarriedCall {
  readonly lane: ChainId | undefined;
  readonly target: string;
  readonly call: string;
  readonly value: bigint;
  /** The call when it is one of the standard bridges. */
  readonly tokens: TokenMessage | undefined;
}

/**
 * What a call delivers: tokens by the standard bridge's own words, native coins to its target, or
 * for a bridge of its own kind the transfer whose amount the call names. A call that does none
 * carries nothing, and says so by an amount of 0.
 */
export function carriedFacts(context: BridgeContext, said: CarriedCall): Omit<LegFacts, 'role'> {
  const { chain, nativeAsset, from } = context.record;
  const { lane, tokens, value } = said;
  if (tokens) {
    const { amountBase, sentToken, paidToken } = tokens;
    const paid = paidToken && lane ? eventAsset(lane, undefined, paidToken) : undefined;
    return {
      counterpart: lane,
      sender: declaredParty(chain, tokens.from),
      recipient: declaredParty(lane, tokens.to),
      asset: sentToken ? eventAsset(chain, nativeAsset, sentToken) : nativeAsset,
      amountBase,
      expects: { amountBase, asset: paid },
    };
  }
  const way = { counterpart: lane, sender: from && partyOf(from) };
  if (value > 0n) {
    const recipient = declaredParty(lane, said.target);
    return {
      ...way,
      recipient,
      asset: nativeAsset,
      amountBase: value,
      expects: { amountBase: value },
    };
  }
  return { ...way, ...namedFacts(context, said) };
}

/** Numbers up to here are offsets, lengths and flags as well as amounts. */
const offsetMax = 4_096n;

/** The only amount of tokens that moved and that the call names; its receiver, if it names the sender. */
function namedFacts(context: BridgeContext, { lane, call }: CarriedCall): Omit<LegFacts, 'role'> {
  const { nativeAsset, from } = context.record;
  const words = wordsOf(call);
  const isNamed = (t: Transfer) =>
    t.kind !== 'fee' &&
    t.asset !== nativeAsset &&
    t.amountBase > offsetMax &&
    words.has(t.amountBase);
  const named = context.moves().filter(isNamed);
  const [move] = named;
  const isOne = named.every((t) => t.asset === move?.asset && t.amountBase === move.amountBase);
  if (!move || !isOne) return { amountBase: 0n };
  const { asset, amountBase } = move;
  const sender = from?.split(':').at(-1) ?? '';
  const namesSender = sender.startsWith('0x') && words.has(BigInt(sender));
  return {
    recipient: namesSender ? declaredParty(lane, getAddress(sender)) : undefined,
    asset,
    amountBase,
    expects: { amountBase },
    transferKeys: [transferKey(move)],
  };
}

/** The words of a call's parameters, which begin after its selector. */
function wordsOf(call: string): ReadonlySet<bigint> {
  const count = Math.floor((dataLength(call) - 4) / 32);
  const words = new Set<bigint>();
  for (let index = 0; index < count; index += 1) {
    words.add(BigInt(dataSlice(call, 4 + index * 32, 36 + index * 32)));
  }
  return words;
}
