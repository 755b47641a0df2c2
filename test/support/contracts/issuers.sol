// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

/// Freezes as `TetherToken` does: the account is in the data of its events.
contract TetherLike {
    event AddedBlackList(address _user);
    event RemovedBlackList(address _user);
    event DestroyedBlackFunds(address _blackListedUser, uint256 _balance);
    event Transfer(address indexed from, address indexed to, uint256 value);

    function addBlackList(address user) external {
        emit AddedBlackList(user);
    }

    function removeBlackList(address user) external {
        emit RemovedBlackList(user);
    }

    function destroyBlackFunds(address user, uint256 balance) external {
        emit DestroyedBlackFunds(user, balance);
    }

    /// What the contract emits all day, and no freeze.
    function transfer(address to, uint256 value) external {
        emit Transfer(msg.sender, to, value);
    }
}

/// Freezes as `FiatToken` does: the account is indexed.
contract CircleLike {
    event Blacklisted(address indexed _account);
    event UnBlacklisted(address indexed _account);

    function blacklist(address account) external {
        emit Blacklisted(account);
    }

    function unBlacklist(address account) external {
        emit UnBlacklisted(account);
    }
}
