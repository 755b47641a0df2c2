import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anvil, startAnvil } from '../../support/anvil.ts';

describe('the development chain of the tests', () => {
  let anvil: Anvil;
  beforeAll(async () => {
    anvil = await startAnvil({ chainNumber: 424_242 });
  });
  afterAll(() => anvil.stop());

  const head = async () => Number(await anvil.rpc<string>('eth_blockNumber'));

  it('deploys a token, moves it and puts several transactions into one block', async () => {
    const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    const [, payer = '', payee = ''] = anvil.accounts;
    await token.call(payer, 'mint', [payer, 1_000n]);
    const before = await head();
    await anvil.oneBlock(async () => {
      await anvil.send({ from: payer, to: payee, value: 5n });
      await anvil.send({
        from: payer,
        to: token.address,
        data: token.interface.encodeFunctionData('transfer', [payee, 400n]),
        gas: 200_000n,
      });
    });
    expect(await head()).toBe(before + 1);
    const balance = await anvil.rpc<string>(
      'eth_call',
      { to: token.address, data: token.interface.encodeFunctionData('balanceOf', [payee]) },
      'latest',
    );
    expect(BigInt(balance)).toBe(400n);
  });

  it('reorganises: what was in the replaced blocks is gone', async () => {
    const [, payer = '', payee = ''] = anvil.accounts;
    const hash = await anvil.send({ from: payer, to: payee, value: 5n });
    await anvil.mine(2);
    const before = await head();
    await anvil.reorg(3);
    expect(await head()).toBe(before);
    expect(await anvil.rpc('eth_getTransactionReceipt', hash)).toBeNull();
  });
});
