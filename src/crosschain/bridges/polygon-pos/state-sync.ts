import { AbiCoder, id } from 'ethers';

/** Kind of message by which the root chain manager tells of a deposit. */
const depositKind = id('DEPOSIT');

/** A deposit in the data of a state sync: receiver, root token, amount; undefined for others. */
export function depositOf(
  data: string,
): { to: string; token: string; amountBase: bigint } | undefined {
  const coder = AbiCoder.defaultAbiCoder();
  try {
    const [kind, sync] = coder.decode(['bytes32', 'bytes'], data);
    if (kind !== depositKind) return undefined;
    const [to, token, payload] = coder.decode(['address', 'address', 'bytes'], sync);
    return { to, token, amountBase: coder.decode(['uint256'], payload)[0] };
  } catch {
    return undefined; // Not a deposit of a fungible token: the message is another application's.
  }
}
