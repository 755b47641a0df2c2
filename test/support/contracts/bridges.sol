// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

interface Erc20 {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function transfer(address to, uint256 value) external returns (bool);
}

/// Takes and pays as Across's SpokePool does, with its events and none of its proofs.
contract SpokePool {
    struct RelayExecution {
        bytes32 updatedRecipient;
        bytes32 updatedMessageHash;
        uint256 updatedOutputAmount;
        uint8 fillType;
    }

    event FundsDeposited(
        bytes32 inputToken, bytes32 outputToken, uint256 inputAmount, uint256 outputAmount,
        uint256 indexed destinationChainId, uint256 indexed depositId, uint32 quoteTimestamp,
        uint32 fillDeadline, uint32 exclusivityDeadline, bytes32 indexed depositor,
        bytes32 recipient, bytes32 exclusiveRelayer, bytes message
    );
    event FilledRelay(
        bytes32 inputToken, bytes32 outputToken, uint256 inputAmount, uint256 outputAmount,
        uint256 repaymentChainId, uint256 indexed originChainId, uint256 indexed depositId,
        uint32 fillDeadline, uint32 exclusivityDeadline, bytes32 exclusiveRelayer,
        bytes32 indexed relayer, bytes32 depositor, bytes32 recipient, bytes32 messageHash,
        RelayExecution relayExecutionInfo
    );

    function deposit(
        address input, address output, uint256 amount, uint256 outputAmount, uint256 chain,
        uint256 id, address recipient
    ) external {
        Erc20(input).transferFrom(msg.sender, address(this), amount);
        emit FundsDeposited(
            word(input), word(output), amount, outputAmount, chain, id, 0, 0, 0,
            word(msg.sender), word(recipient), 0, ""
        );
    }

    function fill(address output, uint256 amount, uint256 chain, uint256 id, address recipient) external {
        RelayExecution memory execution = RelayExecution(word(recipient), 0, amount, 0);
        emit FilledRelay(
            0, word(output), 0, amount, chain, chain, id, 0, 0, 0, word(msg.sender), 0,
            word(recipient), 0, execution
        );
        // As the real one does: it tells before it pays.
        Erc20(output).transferFrom(msg.sender, recipient, amount);
    }

    function word(address account) private pure returns (bytes32) {
        return bytes32(uint256(uint160(account)));
    }
}

/// Takes and pays as Celer's cBridge does, with its events.
contract CelerPool {
    event Send(
        bytes32 transferId, address sender, address receiver, address token, uint256 amount,
        uint64 dstChainId, uint64 nonce, uint32 maxSlippage
    );
    event Relay(
        bytes32 transferId, address sender, address receiver, address token, uint256 amount,
        uint64 srcChainId, bytes32 srcTransferId
    );

    function send(address receiver, address token, uint256 amount, uint64 chain, uint64 nonce) external {
        Erc20(token).transferFrom(msg.sender, address(this), amount);
        bytes32 id = keccak256(
            abi.encodePacked(msg.sender, receiver, token, amount, chain, nonce, uint64(block.chainid))
        );
        emit Send(id, msg.sender, receiver, token, amount, chain, nonce, 5000);
    }

    function relay(address receiver, address token, uint256 amount, uint64 chain, bytes32 source) external {
        Erc20(token).transfer(receiver, amount);
        emit Relay(keccak256(abi.encode(source)), msg.sender, receiver, token, amount, chain, source);
    }
}

/// Gives one token for another at a rate that the caller names, as a pool would.
contract Exchange {
    event Sync(uint112 reserve0, uint112 reserve1);

    function swap(address input, uint256 amount, address output, uint256 outputAmount) external {
        Erc20(input).transferFrom(msg.sender, address(this), amount);
        emit Sync(1, 1);
        Erc20(output).transfer(msg.sender, outputAmount);
    }
}

/// Takes and pays as THORChain's router does, with its events.
contract MemoRouter {
    event Deposit(address indexed to, address indexed asset, uint256 amount, string memo);
    event TransferOut(
        address indexed vault, address indexed to, address asset, uint256 amount, string memo
    );

    function deposit(address vault, address asset, uint256 amount, string calldata memo) external {
        Erc20(asset).transferFrom(msg.sender, address(this), amount);
        emit Deposit(vault, asset, amount, memo);
    }

    function transferOut(address to, address asset, uint256 amount, string calldata memo) external {
        Erc20(asset).transfer(to, amount);
        emit TransferOut(msg.sender, to, asset, amount, memo);
    }
}

/// Takes deposits and pays as a Tornado Cash pool does, with its events; it asks for no proof.
contract MixerPool {
    event Deposit(bytes32 indexed commitment, uint32 leafIndex, uint256 timestamp);

    function deposit(bytes32 commitment) external payable {
        emit Deposit(commitment, 0, block.timestamp);
    }

    event Withdrawal(address to, bytes32 nullifierHash, address indexed relayer, uint256 fee);

    function withdraw(address payable to, bytes32 nullifierHash, uint256 amount, uint256 fee) external {
        to.transfer(amount - fee);
        if (fee > 0) payable(msg.sender).transfer(fee);
        emit Withdrawal(to, nullifierHash, fee > 0 ? msg.sender : address(0), fee);
    }
}
