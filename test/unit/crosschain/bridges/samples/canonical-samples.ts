import { concat, Interface } from 'ethers';
import { address } from '../../record-builder.ts';
import { abiOf, contractOf } from '../bridge-harness.ts';
import { hash32, payee, relayer, usdc, usdcThere, user } from '../pairing.ts';
import {
  at,
  bitcoin,
  emitted,
  erc20,
  gave,
  main,
  native,
  polygon,
  type Sample,
  type Samples,
  toBitcoin,
  took,
  usual,
} from './sample.ts';

const swapMemo = `=:b:${toBitcoin}:0`;
const l1Bridge = '0x3154cf16ccdb4c6d922629664174b904d80f2c35';
const tokenCall = new Interface([
  'function finalizeBridgeERC20(address,address,address,address,uint256,bytes)',
]).encodeFunctionData('finalizeBridgeERC20', [usdcThere, usdc, user, payee, 100n, '0x']);
const scrollCall = new Interface([
  'function finalizeDepositETH(address,address,uint256,bytes)',
]).encodeFunctionData('finalizeDepositETH', [user, payee, 100n, '0x']);
const omniMessage = concat([
  ...[hash32(5), usdc, usdc, '0x001e8480', '0x010100', '0x01', '0x64'],
  new Interface(['function handleBridgedTokens(address,address,uint256)']).encodeFunctionData(
    'handleBridgedTokens',
    [usdc, payee, 100n],
  ),
]);
const thorRouter = (protocol: string): Sample => ({
  ...usual,
  steps: [emitted(protocol, 'router', 'Deposit', [relayer, usdc, 100n, swapMemo])],
  other: bitcoin,
  to: at(bitcoin, toBitcoin),
});

export const canonicalSamples: Samples = {
  'polygon-pos': {
    deposit: {
      ...polygon,
      steps: [
        took(contractOf('polygon-pos', 'predicate', main)),
        emitted('polygon-pos', 'predicate', 'LockedERC20', [user, payee, usdc, 100n]),
        emitted('polygon-pos', 'stateSender', 'StateSynced', [5, relayer, '0x']),
      ],
    },
  },
  arbitrum: {
    exit: {
      ...usual,
      chain: 'eip155:42161',
      other: main,
      to: at(main),
      asset: native('eip155:42161'),
      steps: [
        {
          emit: [
            contractOf('arbitrum', 'arbSys', 'eip155:42161'),
            abiOf('arbitrum', 'L2ToL1Tx'),
            [user, payee, 1, 9, 1, 1, 1, 100n, '0x'],
          ],
        },
      ],
    },
  },
  optimism: {
    'deposit to Base': {
      ...usual,
      steps: [
        {
          emit: [
            '0x866e82a600a1414e583f7f13623f1ac5d58b0afa',
            abiOf('optimism', 'SentMessage'),
            [address(51), l1Bridge, tokenCall, 1n << 240n, 200_000],
          ],
        },
      ],
    },
  },
  scroll: {
    deposit: {
      other: 'eip155:534352',
      to: at('eip155:534352'),
      asset: native(main),
      amount: 100n,
      steps: [
        emitted('scroll', 'messenger', 'SentMessage', [
          ...[address(50), address(51), 100n, 7, 1, scrollCall],
        ]),
      ],
    },
  },
  gnosis: {
    Omnibridge: {
      ...usual,
      other: 'eip155:100',
      to: at('eip155:100'),
      steps: [
        {
          emit: [
            relayer,
            abiOf('gnosis', 'UserRequestForAffirmation', 'bytes encodedData'),
            [hash32(5), omniMessage],
          ],
        },
        emitted('gnosis', 'omnibridge', 'TokensBridgingInitiated', [usdc, user, 100n, hash32(5)]),
      ],
    },
    'xDai, the token said': {
      chain: 'eip155:100',
      other: main,
      to: at(main),
      asset: native('eip155:100'),
      amount: 100n,
      steps: [
        {
          emit: [
            contractOf('gnosis', 'xdaiBridge', 'eip155:100'),
            abiOf('gnosis', 'UserRequestForSignature', 'address token'),
            [payee, 100n, hash32(6), usdc],
          ],
        },
      ],
    },
  },
  'avalanche-bridge': {
    mint: {
      role: 'destination',
      chain: 'eip155:43114',
      other: main,
      to: at('eip155:43114'),
      asset: erc20(usdcThere, 'eip155:43114'),
      amount: 97n,
      steps: [
        gave(97n),
        {
          emit: [
            usdcThere,
            abiOf('avalanche-bridge', 'Mint', 'bytes32 originTxId)'),
            [payee, 97n, relayer, 3n, hash32(1)],
          ],
        },
      ],
    },
  },
  thorchain: { router: thorRouter('thorchain') },
  mayachain: { router: thorRouter('mayachain') },
  chainflip: {
    vault: {
      ...usual,
      other: bitcoin,
      to: at(bitcoin, toBitcoin),
      steps: [
        emitted('chainflip', 'vault', 'SwapToken', [
          ...[3, `0x${Buffer.from(toBitcoin).toString('hex')}`, 5, usdc, 100n, user, '0x'],
        ]),
      ],
    },
  },
};
