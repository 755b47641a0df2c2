import { dataSlice, solidityPacked } from 'ethers';
import type { Anvil, DeployedContract } from './anvil.ts';

/** A call that a Safe makes. */
export interface SafeCall {
  readonly to: string;
  readonly value?: bigint;
  readonly data?: string;
}

/** A Safe with one owner, who sends its transactions. */
export interface Safe {
  /** Lower case. */
  readonly address: string;
  /** Makes one call; the transaction hash. */
  execute(call: SafeCall): Promise<string>;
  /** Makes all calls in one transaction, as wallets batch them. */
  multiSend(calls: readonly SafeCall[]): Promise<string>;
}

const zero = `0x${'0'.repeat(40)}`;
const operations = { call: 0, delegateCall: 1 } as const;

/** Puts a Safe on the chain as wallets do: a proxy out of the factory, and the MultiSend library. */
export async function deploySafe(anvil: Anvil, owner: string): Promise<Safe> {
  const singleton = await anvil.deploy('Safe');
  const factory = await anvil.deploy('SafeProxyFactory');
  const library = await anvil.deploy('MultiSend');
  const setup = [[owner], 1, zero, '0x', zero, zero, 0, zero];
  const created = await factory.call(owner, 'createProxyWithNonce', [
    singleton.address,
    singleton.interface.encodeFunctionData('setup', setup),
    0,
  ]);
  const proxy = anvil.at('Safe', await proxyCreatedBy(anvil, factory, created));
  const run = (call: SafeCall, operation: number) =>
    proxy.call(owner, 'execTransaction', [
      ...[call.to, call.value ?? 0n, call.data ?? '0x', operation],
      // No gas is refunded.
      ...[0, 0, 0, zero, zero],
      sentByOwner(owner),
    ]);
  return {
    address: proxy.address,
    execute: (call) => run(call, operations.call),
    multiSend: (calls) => {
      const data = library.interface.encodeFunctionData('multiSend', [packed(calls)]);
      return run({ to: library.address, data }, operations.delegateCall);
    },
  };
}

async function proxyCreatedBy(anvil: Anvil, factory: DeployedContract, tx: string) {
  const receipt = await anvil.rpc<{ logs: { topics: string[] }[] }>(
    'eth_getTransactionReceipt',
    tx,
  );
  const topic = factory.interface.getEvent('ProxyCreation')?.topicHash;
  const log = receipt.logs.find(({ topics }) => topics[0] === topic);
  return dataSlice(log?.topics[1] ?? '0x', 12);
}

/** Signature type 1: the owner who sends the transaction has approved it. */
const sentByOwner = (owner: string) =>
  solidityPacked(['uint256', 'uint256', 'uint8'], [BigInt(owner), 0, 1]);

function packed(calls: readonly SafeCall[]): string {
  const bytes = calls.map(({ to, value = 0n, data = '0x' }) =>
    solidityPacked(
      ['uint8', 'address', 'uint256', 'uint256', 'bytes'],
      [operations.call, to, value, (data.length - 2) / 2, data],
    ).slice(2),
  );
  return `0x${bytes.join('')}`;
}
