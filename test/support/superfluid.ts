import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dataSlice, Interface, type InterfaceAbi } from 'ethers';
import type { Anvil, DeployedContract } from './anvil.ts';

/** MIT (or AGPL, of which nothing is taken): for tests alone, read from where npm put them. */
const build = '@superfluid-finance/ethereum-contracts/build/hardhat/contracts';
const registry =
  '@superfluid-finance/ethereum-contracts/dev-scripts/artifacts/ERC1820Registry.json';

interface Artefact {
  readonly contractName: string;
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
  /** Places of libraries in the code, in bytes, by source file and library. */
  readonly linkReferences: Readonly<
    Record<string, Readonly<Record<string, readonly { readonly start: number }[]>>>
  >;
}

/** Superfluid's protocol, as its authors put it on a chain for tests. */
export interface Superfluid {
  readonly flowAgreement: string;
  /** Wraps an ERC-20; the super token has 18 decimals whatever the other has. */
  wrap(underlying: string): Promise<DeployedContract>;
  /** Wraps the native coin. */
  wrapNative(): Promise<DeployedContract>;
  /** Sets what the sender streams to the receiver, base units of the super token a second. */
  stream(
    token: DeployedContract,
    sender: string,
    receiver: string,
    rateBase: bigint,
  ): Promise<string>;
  /** A pool of the token whose one member is connected to it; gives him an amount at once. */
  distribute(
    token: DeployedContract,
    giver: string,
    member: string,
    amountBase: bigint,
  ): Promise<string>;
  /** What an account can take out now, base units. */
  balanceOf(token: DeployedContract, account: string): Promise<bigint>;
}

/** Puts the protocol on a chain that was started with `largeContracts`. */
export async function deploySuperfluid(anvil: Anvil): Promise<Superfluid> {
  await deployRegistry(anvil);
  const path = 'utils/SuperfluidFrameworkDeployer.t.sol';
  const deployer = contractAt(
    anvil,
    artefactOf(path).abi,
    await deployLinked(anvil, path, new Map()),
  );
  const [owner = ''] = anvil.accounts;
  for (let step = 0; step < 7; step += 1) await deployer.call(owner, 'executeStep', [step]);
  const read = async (at: DeployedContract, method: string, args: readonly unknown[]) => {
    const data = at.interface.encodeFunctionData(method, [...args]);
    const answer = await anvil.rpc<string>('eth_call', { to: at.address, data }, 'latest');
    return at.interface.decodeFunctionResult(method, answer);
  };
  const [framework] = await read(deployer, 'getFramework', []);
  const at = (path: string, address: string) => contractAt(anvil, artefactOf(path).abi, address);
  const factory = at('superfluid/SuperTokenFactory.sol', framework.superTokenFactory);
  const flows = at('utils/CFAv1Forwarder.sol', framework.cfaV1Forwarder);
  const pools = at('utils/GDAv1Forwarder.sol', framework.gdaV1Forwarder);
  const created = async (tx: string, topic: string | undefined) =>
    dataSlice((await logOf(anvil, tx, topic)).topics[1] ?? '0x', 12);
  const topicOf = (name: string) => factory.interface.getEvent(name)?.topicHash;
  const distribute: Superfluid['distribute'] = async (token, giver, member, amountBase) => {
    const config = [false, true];
    const made = await pools.call(giver, 'createPool', [token.address, giver, config]);
    const topic = new Interface(
      artefactOf('agreements/gdav1/GeneralDistributionAgreementV1.sol').abi,
    ).getEvent('PoolCreated')?.topicHash;
    const { data } = await logOf(anvil, made, topic);
    const pool = dataSlice(data, 12, 32);
    await pools.call(giver, 'updateMemberUnits', [pool, member, 1, '0x']);
    await pools.call(member, 'connectPool', [pool, '0x']);
    return pools.call(giver, 'distribute', [token.address, giver, pool, amountBase, '0x']);
  };
  return {
    flowAgreement: String(framework.cfa).toLowerCase(),
    wrap: async (underlying) => {
      const method = 'createERC20Wrapper(address,uint8,string,string)';
      const tx = await factory.call(owner, method, [underlying, 1, 'Super test', 'TUSDx']);
      return at('superfluid/SuperToken.sol', await created(tx, topicOf('SuperTokenCreated')));
    },
    wrapNative: async () => {
      const tx = await deployer.call(owner, 'deployNativeAssetSuperToken', ['Super ETH', 'ETHx']);
      const address = await created(tx, topicOf('CustomSuperTokenCreated'));
      const native = new Interface(artefactOf('tokens/SETH.sol', 'SETHProxy').abi);
      const both = [...new Interface(artefactOf('superfluid/SuperToken.sol').abi).fragments];
      return contractAt(anvil, [...both, ...native.fragments], address);
    },
    stream: (token, sender, receiver, rateBase) =>
      flows.call(sender, 'setFlowrate', [token.address, receiver, rateBase]),
    distribute,
    balanceOf: async (token, account) => (await read(token, 'balanceOf', [account]))[0],
  };
}

function artefactOf(path: string, name = path.replace(/^.*\/(\w+)(\.t)?\.sol$/, '$1')): Artefact {
  const file = createRequire(import.meta.url).resolve(`${build}/${path}/${name}.json`);
  // CAST: an artefact of hardhat.
  return JSON.parse(readFileSync(file, 'utf8')) as Artefact;
}

function contractAt(anvil: Anvil, abi: InterfaceAbi, address: string): DeployedContract {
  const at = address.toLowerCase();
  const contract = new Interface(abi);
  return {
    address: at,
    interface: contract,
    call: (from, method, args, value = 0n) =>
      anvil.send({ from, to: at, value, data: contract.encodeFunctionData(method, args) }),
  };
}

/** Puts a contract on the chain with the libraries that it names, each of them once; its address. */
async function deployLinked(
  anvil: Anvil,
  path: string,
  libraries: Map<string, string>,
  name?: string,
): Promise<string> {
  const { bytecode, linkReferences } = artefactOf(path, name);
  let code = bytecode;
  for (const [file, wanted] of Object.entries(linkReferences)) {
    for (const [library, places] of Object.entries(wanted)) {
      const source = file.slice('contracts/'.length);
      const address =
        libraries.get(library) ?? (await deployLinked(anvil, source, libraries, library));
      libraries.set(library, address);
      for (const { start } of places) {
        const from = 2 + start * 2;
        code = code.slice(0, from) + address.slice(2) + code.slice(from + 40);
      }
    }
  }
  const [deployer = ''] = anvil.accounts;
  const tx = await anvil.send({ from: deployer, data: code });
  const { contractAddress } = await anvil.rpc<{ contractAddress: string }>(
    'eth_getTransactionReceipt',
    tx,
  );
  return contractAddress;
}

/** ERC-1820: at the same place on every chain, by a transaction that nobody has the key of. */
async function deployRegistry(anvil: Anvil): Promise<void> {
  // CAST: the file has this one field of interest.
  const { bin } = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve(registry), 'utf8'),
  ) as { bin: string };
  const [from = ''] = anvil.accounts;
  await anvil.send({ from, to: erc1820.deployer, value: 10n ** 17n });
  await anvil.rpc('eth_sendRawTransaction', `${erc1820.before}${bin}${erc1820.after}`);
}

const erc1820 = {
  deployer: '0xa990077c3205cbdf861e17fa532eeb069ce9ff96',
  before: '0xf90a388085174876e800830c35008080b909e5',
  after: `1ba0${'1820'.repeat(16)}a0${'1820'.repeat(16)}`,
};

async function logOf(anvil: Anvil, tx: string, topic: string | undefined) {
  const receipt = await anvil.rpc<{ logs: { topics: string[]; data: string }[] }>(
    'eth_getTransactionReceipt',
    tx,
  );
  const log = receipt.logs.find(({ topics }) => topics[0] === topic);
  if (!log) throw new Error(`${tx} has no log ${topic}`);
  return log;
}
