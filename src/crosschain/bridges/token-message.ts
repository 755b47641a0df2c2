import { Interface } from 'ethers';

/** What the call that a messenger carries tells of the tokens that it delivers. */
export interface TokenMessage {
  readonly from: string;
  readonly to: string;
  readonly amountBase: bigint;
  /** Token on the side that sent; undefined for the native coin. */
  readonly sentToken?: string;
  /** Token on the side that pays out; undefined for the native coin. */
  readonly paidToken?: string;
}

/**
 * Reads a call by the functions of an ABI whose parameters are named `from`, `to`, `amount` and,
 * for tokens, `sent` and `paid`. Undefined for any other call.
 */
export function tokenMessageReader(
  functions: readonly string[],
): (calldata: string) => TokenMessage | undefined {
  const face = new Interface(functions);
  return (calldata) => {
    const fragment = calldata.length >= 10 ? face.getFunction(calldata.slice(0, 10)) : null;
    if (!fragment) return undefined;
    const args = face.decodeFunctionData(fragment, calldata).toObject();
    return {
      from: String(args['from']),
      to: String(args['to']),
      amountBase: BigInt(args['amount']),
      ...(args['sent'] === undefined ? {} : { sentToken: String(args['sent']) }),
      ...(args['paid'] === undefined ? {} : { paidToken: String(args['paid']) }),
    };
  };
}
