// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

interface Token {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function transfer(address to, uint256 value) external returns (bool);
    function approve(address spender, uint256 value) external returns (bool);
}

/// Pays many at once, as Disperse does: from the caller, through itself, to the receivers.
contract BatchPayer {
    function payNative(address payable[] calldata to, uint256[] calldata values) external payable {
        for (uint256 i = 0; i < to.length; i++) {
            (bool sent, ) = to[i].call{value: values[i]}("");
            require(sent);
        }
    }

    function payToken(Token token, address[] calldata to, uint256[] calldata values) external {
        uint256 total = 0;
        for (uint256 i = 0; i < to.length; i++) total += values[i];
        require(token.transferFrom(msg.sender, address(this), total));
        for (uint256 i = 0; i < to.length; i++) require(token.transfer(to[i], values[i]));
    }
}

/// Pays an invoice straight from the caller, with the events of Request Network's ERC20FeeProxy.
contract InvoicePayer {
    event TransferWithReferenceAndFee(
        address tokenAddress, address to, uint256 amount, bytes indexed paymentReference,
        uint256 feeAmount, address feeAddress
    );

    function pay(Token token, address to, uint256 amount, bytes calldata paymentReference) external {
        require(token.transferFrom(msg.sender, to, amount));
        emit TransferWithReferenceAndFee(address(token), to, amount, paymentReference, 0, address(0));
    }
}

/// Takes coin and gives tokens of its own to others for it, as an exchange that pays third parties.
contract Exchanger {
    event Exchanged(uint256 given);

    function buyFor(Token token, address[] calldata to, uint256[] calldata values) external payable {
        for (uint256 i = 0; i < to.length; i++) require(token.transfer(to[i], values[i]));
        emit Exchanged(msg.value);
    }
}

/// Pays out over time what was put in, with the events of Sablier Lockup 1.2.
contract StreamLockup {
    struct Amounts {
        uint128 deposit;
        uint128 brokerFee;
    }
    struct Timestamps {
        uint40 start;
        uint40 cliff;
        uint40 end;
    }

    event CreateLockupLinearStream(
        uint256 streamId, address funder, address indexed sender, address indexed recipient,
        Amounts amounts, address indexed asset, bool cancelable, bool transferable,
        Timestamps timestamps, address broker
    );
    event WithdrawFromLockupStream(
        uint256 indexed streamId, address indexed to, address indexed asset, uint128 amount
    );

    mapping(uint256 => address) public getSender;

    function create(uint256 id, Token token, address to, uint128 amount) external {
        createFor(msg.sender, id, token, to, amount);
    }

    function createFor(address sender, uint256 id, Token token, address to, uint128 amount) public {
        getSender[id] = sender;
        require(token.transferFrom(msg.sender, address(this), amount));
        emit CreateLockupLinearStream(
            id, msg.sender, sender, to, Amounts(amount, 0), address(token), true, true,
            Timestamps(1, 1, 2), address(0)
        );
    }

    function withdraw(uint256 id, Token token, address to, uint128 amount) external {
        require(token.transfer(to, amount));
        emit WithdrawFromLockupStream(id, to, address(token), amount);
    }
}

/// Says of what it holds that somebody streams it who put nothing in.
contract LyingLockup {
    event WithdrawFromLockupStream(
        uint256 indexed streamId, address indexed to, address indexed asset, uint128 amount
    );

    address private immutable blamed;

    constructor(address sender) {
        blamed = sender;
    }

    function getSender(uint256) external view returns (address) {
        return blamed;
    }

    function withdraw(uint256 id, Token token, address to, uint128 amount) external {
        require(token.transfer(to, amount));
        emit WithdrawFromLockupStream(id, to, address(token), amount);
    }
}

/// Opens streams with what the caller gives it, as Sablier's batch contract does.
contract StreamBatch {
    function create(StreamLockup lockup, uint256 id, Token token, address to, uint128 amount) external {
        require(token.transferFrom(msg.sender, address(this), amount));
        token.approve(address(lockup), amount);
        lockup.createFor(msg.sender, id, token, to, amount);
    }
}

/// Says of what it holds that somebody streams it who put nothing in, and is its own host and agreement.
contract LyingSuperToken {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event TokenDowngraded(address indexed account, uint256 amount);
    event FlowUpdated(
        address indexed token, address indexed sender, address indexed receiver, int96 flowRate,
        int256 totalSenderFlowRate, int256 totalReceiverFlowRate, bytes userData
    );

    address private immutable blamed;
    int256 private left;

    constructor(address sender) {
        blamed = sender;
    }

    function getHost() external view returns (address) {
        return address(this);
    }

    function getAgreementClass(bytes32) external view returns (address) {
        return address(this);
    }

    function realtimeBalanceOf(address, uint256) external view returns (int256, uint256, uint256) {
        return (left, 0, 0);
    }

    /// As if for one second so much had been streamed.
    function open(address receiver, int96 rate) external {
        emit FlowUpdated(address(this), blamed, receiver, rate, rate, rate, "");
    }

    function close(address receiver) external {
        emit FlowUpdated(address(this), blamed, receiver, 0, 0, 0, "");
    }

    function downgradeOften(Token underlying, uint256 amount, uint256 times) external {
        for (uint256 i = 0; i < times; i++) downgrade(underlying, amount, 0);
    }

    function downgrade(Token underlying, uint256 amount, int256 leaves) public {
        left = leaves;
        emit Transfer(msg.sender, address(0), amount);
        require(underlying.transfer(msg.sender, amount));
        emit TokenDowngraded(msg.sender, amount);
    }
}

/// Opens streams of two super tokens to one receiver in one transaction.
contract StreamOpener {
    function open(LyingSuperToken first, LyingSuperToken second, address receiver, int96 rate) external {
        first.open(receiver, rate);
        second.open(receiver, rate);
    }
}

/// Says which EntryPoint calls it, as wallets of ERC-4337 do.
contract OperatedWallet {
    address public entryPoint = 0x0000000071727De22E5E9d8BAf0edAc6f37da032;

    receive() external payable {}
}

contract Refuser {
    receive() external payable {
        revert();
    }
}

/// Internal calls of every fate: one that arrives, one that is undone with its subtree, one that creates.
contract Router {
    address payable public immutable refuser = payable(new Refuser());

    receive() external payable {}

    function forward(address payable to) external payable {
        (bool sent, ) = to.call{value: msg.value}("");
        require(sent);
    }

    /// Sends to `to` inside a call that fails as a whole; the money stays here.
    function tryAndFail(address payable to) external payable {
        try this.payThenRevert(to, msg.value) {} catch {}
    }

    function payThenRevert(address payable to, uint256 value) external {
        (bool sent, ) = to.call{value: value}("");
        require(sent);
        revert();
    }

    function bounce() external payable {
        (bool sent, ) = refuser.call{value: msg.value}("");
        require(!sent);
    }

    function give(address payable to) external payable {
        new Gift{value: msg.value}(to);
    }

    function fail() external payable {
        revert();
    }
}

/// Hands what it was created with to `to` and is gone.
contract Gift {
    constructor(address payable to) payable {
        selfdestruct(to);
    }
}
