/** Portal, messengers, message passer and standard bridges, before and after Bedrock. */
export const transactionDeposited =
  'event TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData)';
export const sentMessage =
  'event SentMessage(address indexed target, address sender, bytes message, uint256 messageNonce, uint256 gasLimit)';
export const sentMessageExtension =
  'event SentMessageExtension1(address indexed sender, uint256 value)';
export const relayedMessage = 'event RelayedMessage(bytes32 indexed msgHash)';
export const messagePassed =
  'event MessagePassed(uint256 indexed nonce, address indexed sender, address indexed target, uint256 value, uint256 gasLimit, bytes data, bytes32 withdrawalHash)';
export const withdrawalProven =
  'event WithdrawalProven(bytes32 indexed withdrawalHash, address indexed from, address indexed to)';
export const withdrawalFinalized =
  'event WithdrawalFinalized(bytes32 indexed withdrawalHash, bool success)';
export const ethDepositInitiated =
  'event ETHDepositInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)';
export const erc20DepositInitiated =
  'event ERC20DepositInitiated(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)';
export const ethBridgeInitiated =
  'event ETHBridgeInitiated(address indexed from, address indexed to, uint256 amount, bytes extraData)';
export const erc20BridgeInitiated =
  'event ERC20BridgeInitiated(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 amount, bytes extraData)';
export const ethBridgeFinalized =
  'event ETHBridgeFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)';
export const erc20BridgeFinalized =
  'event ERC20BridgeFinalized(address indexed localToken, address indexed remoteToken, address indexed from, address to, uint256 amount, bytes extraData)';
export const depositFinalized =
  'event DepositFinalized(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)';
export const withdrawalInitiated =
  'event WithdrawalInitiated(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)';
export const ethWithdrawalFinalized =
  'event ETHWithdrawalFinalized(address indexed from, address indexed to, uint256 amount, bytes extraData)';
export const erc20WithdrawalFinalized =
  'event ERC20WithdrawalFinalized(address indexed l1Token, address indexed l2Token, address indexed from, address to, uint256 amount, bytes extraData)';
