import type { Anvil, DeployedContract } from './anvil.ts';
import type { EvmRecorder } from './evm-recorder.ts';
import type { Safe } from './safe.ts';

/**
 * Funds the employer's Safe and pays out of it: one call, and batches by MultiSend. Its proxy runs
 * every call as a DELEGATECALL, which shows a value again that moved only once.
 */
export async function payFromSafe(
  anvil: Anvil,
  dollar: DeployedContract,
  safe: Safe,
  recorder: EvmRecorder,
): Promise<void> {
  const [, employer = '', worker = '', colleague = ''] = anvil.accounts;
  const token = dollar.address;
  const from = safe.address;
  const payment = (to: string, amount: bigint) => ({
    to: token,
    data: dollar.interface.encodeFunctionData('transfer', [to, amount]),
  });
  await recorder.record(await anvil.send({ from: employer, to: from, value: 5_000n }), [
    { kind: 'native', from: employer, to: from, amount: 5_000n },
  ]);
  await recorder.record(await dollar.call(employer, 'transfer', [from, 1_000_000n]), [
    { kind: 'token', from: employer, to: from, amount: 1_000_000n, token, log: 0 },
  ]);
  await recorder.record(await anvil.send({ from: worker, to: from, value: 60n }), [
    { kind: 'native', from: worker, to: from, amount: 60n },
  ]);
  await recorder.record(await safe.execute({ to: worker, value: 123n }), [
    { kind: 'internal', from, to: worker, amount: 123n, call: 0 },
  ]);
  await recorder.record(await safe.execute(payment(worker, 210_000n)), [
    { kind: 'token', from, to: worker, amount: 210_000n, token, log: 0 },
  ]);
  const wages = [payment(worker, 310_000n), payment(colleague, 420_000n)];
  await recorder.record(await safe.multiSend(wages), [
    { kind: 'token', from, to: worker, amount: 310_000n, token, log: 0 },
    { kind: 'token', from, to: colleague, amount: 420_000n, token, log: 1 },
  ]);
  const mixed = [{ to: worker, value: 31n }, payment(worker, 5n), { to: colleague, value: 42n }];
  await recorder.record(await safe.multiSend(mixed), [
    { kind: 'token', from, to: worker, amount: 5n, token, log: 0 },
    { kind: 'internal', from, to: worker, amount: 31n, call: 0 },
    { kind: 'internal', from, to: colleague, amount: 42n, call: 1 },
  ]);
}
