import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EtherscanApi } from '../../../../src/chains/evm/etherscan/rpc.ts';
import { logRow, transactionRow } from '../../../../src/chains/evm/etherscan/wire.ts';
import type { HttpRequest } from '../../../../src/chains/http.ts';

const signal = new AbortController().signal;

function api(answer: unknown, asked: HttpRequest[] = []) {
  return new EtherscanApi({
    provider: 'explorer',
    url: 'https://explorer.example/v2/api',
    key: 'SECRET0123456789ABCDEF',
    chainNumber: 1,
    http: (request) => {
      asked.push(request);
      return Promise.resolve({ status: 200, text: JSON.stringify(answer) });
    },
  });
}

const rows = (answer: unknown) => api(answer).rows(z.string(), { action: 'txlist' }, signal);

describe('refusals of an explorer, all of them with status 200', () => {
  it.each([
    ['Max rate limit reached, please use API Key for higher rate limit', 'source.rate-limited'],
    ['Max calls per sec rate limit reached (3/sec)', 'source.rate-limited'],
    ['Max daily rate limit reached. Please upgrade', 'source.quota-exhausted'],
    ['Invalid API Key (#err2)|SECRET0123456789ABCDEF', 'source.refused'],
    ['Query Timeout occured. Please select a smaller result dataset', 'source.range-too-wide'],
    ['Result window is too large, PageNo x Offset size must be less', 'source.range-too-wide'],
    ['Free API access is not supported for this chain', 'source.unsupported'],
    ['Something else went wrong', 'source.bad-answer'],
  ])('"%s" is %s', async (result, code) => {
    const error: unknown = await rows({ status: '0', message: 'NOTOK', result }).catch((e) => e);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('SECRET');
  });

  it.each(['No transactions found', 'No records found', 'No internal transactions found'])(
    'but "%s" is an empty list',
    async (message) => {
      expect(await rows({ status: '0', message, result: [] })).toEqual([]);
    },
  );

  it('what a contract says when it undoes a call is no refusal', async () => {
    const message = 'execution reverted: daily quota, rate limit, api key';
    const answer = { jsonrpc: '2.0', id: 1, error: { code: -32000, message } };
    await expect(rows(answer)).rejects.toMatchObject({ code: 'source.bad-answer' });
  });

  it('an error of the node behind the proxy is an error', async () => {
    const answer = { jsonrpc: '2.0', id: 1, error: { code: -32602, message: 'invalid argument' } };
    await expect(rows(answer)).rejects.toMatchObject({ code: 'source.bad-answer' });
  });
});

describe('what is sent to an explorer', () => {
  it('names the chain and carries the key', async () => {
    const asked: HttpRequest[] = [];
    await api({ status: '1', message: 'OK', result: [] }, asked).rows(
      z.string(),
      { module: 'account', action: 'txlist', page: 2 },
      signal,
    );
    const sent = new URL(asked[0]?.url ?? '');
    expect(Object.fromEntries(sent.searchParams)).toEqual({
      ...{ chainid: '1', module: 'account', action: 'txlist', page: '2' },
      apikey: 'SECRET0123456789ABCDEF',
    });
  });
});

describe('rows of an explorer', () => {
  it('write zero as `0x`', () => {
    const row = {
      ...{ address: `0x${'AB'.repeat(20)}`, topics: [`0x${'1'.repeat(64)}`, null], data: '0x' },
      ...{ blockNumber: '0xc48174', timeStamp: '0x60f9ce56', logIndex: '0x' },
      ...{ transactionHash: `0x${'2'.repeat(64)}`, transactionIndex: '0x' },
    };
    const parsed = logRow.parse(row);
    expect(parsed).toMatchObject({ logIndex: 0, transactionIndex: 0, blockNumber: 12_878_196 });
    expect(parsed.topics.length).toBe(1);
    expect(parsed.address).toBe(`0x${'ab'.repeat(20)}`);
  });

  it('list allocations of the first block, which move nothing here', () => {
    const row = { blockNumber: '0', from: 'GENESIS', hash: 'GENESIS_ab', value: '5', isError: '0' };
    expect(transactionRow.parse(row)).toMatchObject({ value: 0n, gasUsed: 0n });
  });
});
