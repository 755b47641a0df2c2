// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

interface PooledToken {
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    function transfer(address to, uint256 value) external returns (bool);
}

interface WrappedCoin is PooledToken {
    function deposit() external payable;
    function withdraw(uint256 value) external;
}

interface Pair {
    function token0() external view returns (address);
    function swap(uint256 out0, uint256 out1, address to, bytes calldata data) external;
}

/// Exchanges with a Uniswap v2 pair in one transaction, native coin in and out.
contract PoolRouter {
    receive() external payable {}

    function sellForNative(
        Pair pair, PooledToken token, WrappedCoin wrapped, uint256 amountIn, uint256 amountOut,
        address payable to
    ) external {
        require(token.transferFrom(msg.sender, address(pair), amountIn));
        takeOut(pair, address(wrapped), amountOut, address(this));
        wrapped.withdraw(amountOut);
        (bool sent, ) = to.call{value: amountOut}("");
        require(sent);
    }

    function buyWithNative(
        Pair pair, PooledToken token, WrappedCoin wrapped, uint256 amountOut, address to
    ) external payable {
        wrapped.deposit{value: msg.value}();
        require(wrapped.transfer(address(pair), msg.value));
        takeOut(pair, address(token), amountOut, to);
    }

    function takeOut(Pair pair, address token, uint256 amount, address to) private {
        bool first = pair.token0() == token;
        pair.swap(first ? amount : 0, first ? 0 : amount, to, "");
    }
}
