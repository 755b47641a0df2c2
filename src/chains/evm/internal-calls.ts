import type { WireFrame, WireTrace } from './wire.ts';

/** A call below the top of a transaction that moved native value and was not undone. */
export interface InternalCall {
  readonly from: string;
  readonly to: string;
  readonly amountBase: bigint;
}

/** Calls that carry value of their own; DELEGATECALL shows its caller's, CALLCODE stays at home. */
const valueTypes = new Set(['CALL', 'CREATE', 'CREATE2', 'SELFDESTRUCT']);

/** Internal calls of a `callTracer` frame, in the order of execution. An undone call undoes its subtree. */
export function callsOfFrame(top: WireFrame): InternalCall[] {
  const calls: InternalCall[] = [];
  const visit = (frame: WireFrame, depth: number): void => {
    if (frame.error !== undefined) return;
    const { to, value = 0n } = frame;
    if (depth > 0 && value > 0n && to !== undefined && valueTypes.has(frame.type)) {
      calls.push({ from: frame.from, to, amountBase: value });
    }
    for (const call of frame.calls ?? []) visit(call, depth + 1);
  };
  visit(top, 0);
  return calls;
}

function callOfTrace({ type, action, result }: WireTrace): InternalCall | undefined {
  const { from, to, value = 0n } = action;
  if (type === 'call' && action.callType === 'call' && from && to) {
    return { from, to, amountBase: value };
  }
  if (type === 'create' && from && result?.address) {
    return { from, to: result.address, amountBase: value };
  }
  const { address, refundAddress, balance = 0n } = action;
  if (type === 'suicide' && address && refundAddress) {
    return { from: address, to: refundAddress, amountBase: balance };
  }
  return undefined;
}

const isBelow = (path: readonly number[], root: readonly number[]) =>
  root.every((step, depth) => path[depth] === step);

/** The same of the flat traces of one transaction, which come in the order of execution. */
export function callsOfTraces(traces: readonly WireTrace[]): InternalCall[] {
  const undone: (readonly number[])[] = [];
  return traces.flatMap((trace) => {
    const path = trace.traceAddress;
    if (undone.some((root) => isBelow(path, root))) return [];
    if (trace.error) {
      undone.push(path);
      return [];
    }
    const call = path.length > 0 ? callOfTrace(trace) : undefined;
    return call && call.amountBase > 0n ? [call] : [];
  });
}
