import { type AccountId, accountId } from '../../domain/caip.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { PayoutInput } from '../../payroll/payout-input.ts';
import { sandboxChain } from './sandbox-chain.ts';
import { SandboxLedger } from './sandbox-ledger.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

/** A payout of the sample payroll, with the transaction that paid it where one did. */
export interface SandboxPayout {
  readonly input: PayoutInput;
  readonly tx?: string;
}

export interface Sandbox {
  readonly transfers: readonly Transfer[];
  readonly lastHeight: number;
  readonly employers: readonly {
    readonly ref: string;
    readonly name: string;
    readonly payer: AccountId;
  }[];
  readonly payouts: readonly SandboxPayout[];
}

const chain = sandboxChain.chain.id;
/** Wallets that OFAC lists (SDN list of 2025-11-27): Sim Hyon Sop and Kim Sang Man. */
const simHyonSop = accountId(`${chain}:0x4f47bc496083c727c5fbe3ce9cdf2b0f6496270c`);
const kimSangMan = accountId(`${chain}:0xb6f5ec1a0a9cd1526536d3f0426c429529471f40`);
const unit = 1_000_000n;
const strangers = 300;
const backgroundTransfers = 2_400;

/** What a sample payee does with the wage. */
type Habit =
  | 'spends'
  | 'forwards'
  | 'splits'
  | 'floats'
  | 'listed'
  | 'keeps'
  | 'solana'
  | 'misspelt'
  | 'bank';

const habits: readonly Habit[] = [
  ...Array<Habit>(18).fill('spends'),
  ...Array<Habit>(3).fill('forwards'),
  ...Array<Habit>(2).fill('splits'),
  ...Array<Habit>(2).fill('keeps'),
  'floats',
  'listed',
  'solana',
  'misspelt',
  'bank',
];

/**
 * Makes the sandbox: 3 employers, 30 payees, and a synthetic chain of a few thousand transfers on
 * which some wages reach wallets that OFAC really lists. The same seed makes the same sandbox.
 */
export function generateSandbox(seed: string): Sandbox {
  const random = seededRandom(seed);
  const ledger = new SandboxLedger(random);
  const employers = ['Aldergate Labs', 'Brightwater Studio', 'Corvid Systems'].map(
    (name, index) => {
      return { ref: `employer-${index + 1}`, name, payer: ledger.account(`employer/${index}`) };
    },
  );
  for (const { payer } of employers) ledger.mint(payer, 500_000n * unit);
  for (let i = 0; i < strangers; i++) ledger.mint(stranger(ledger, i), 5_000n * unit);
  for (let i = 0; i < backgroundTransfers / 2; i++) wander(ledger, random);
  const payouts = habits.map((habit, index) => {
    const employer = employers[index % employers.length];
    if (!employer) throw new RangeError('no employer');
    return payOne(ledger, random, habit, index, employer);
  });
  for (let i = 0; i < backgroundTransfers / 2; i++) wander(ledger, random);
  return { transfers: ledger.transfers, lastHeight: ledger.height, employers, payouts };
}

function stranger(ledger: SandboxLedger, index: number): AccountId {
  return ledger.account(`stranger/${index}`);
}

function wander(ledger: SandboxLedger, random: SeededRandom): void {
  const from = stranger(ledger, random.below(strangers));
  const to = stranger(ledger, random.below(strangers));
  if (from !== to) ledger.pay(from, to, BigInt(random.between(5, 400)) * unit);
}

function payOne(
  ledger: SandboxLedger,
  random: SeededRandom,
  habit: Habit,
  index: number,
  employer: { readonly ref: string; readonly name: string; readonly payer: AccountId },
): SandboxPayout {
  const wage = BigInt(random.between(2_400, 7_800)) * unit;
  const account = habit === 'listed' ? kimSangMan : ledger.account(`payee/${index}`);
  const input: PayoutInput = {
    ref: `payout-${String(index + 1).padStart(2, '0')}`,
    employerRef: employer.ref,
    employerName: employer.name,
    payeeRef: `payee-${String(index + 1).padStart(2, '0')}`,
    payeeName: `Sample Payee ${index + 1}`,
    method: habit === 'bank' ? 'bank' : 'wallet',
    wallet: walletOf(habit, account),
    asset: 'sUSD',
    amount: (wage / unit).toString(),
  };
  if (['listed', 'solana', 'misspelt', 'bank'].includes(habit)) return { input };
  if (habit === 'floats') ledger.mint(account, wage);
  const tx = ledger.pay(employer.payer, account, wage);
  spend(ledger, random, habit, index, account, wage);
  return { input, tx };
}

function walletOf(habit: Habit, account: AccountId): PayoutInput['wallet'] {
  if (habit === 'bank') return undefined;
  if (habit === 'misspelt') return { chain, address: '0x123-not-a-wallet' };
  if (habit !== 'solana') return { account };
  // Solana's mainnet by CAIP-2; a wallet there is screened, and cannot be followed from here.
  const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
  return { chain: solana, address: '9WzDXwBbmkg8ZTbNMqUxvQRAyrZzDsGYdLVL9zYtAWWM' };
}

function spend(
  ledger: SandboxLedger,
  random: SeededRandom,
  habit: Habit,
  index: number,
  account: AccountId,
  wage: bigint,
): void {
  if (habit === 'forwards') {
    const collector = ledger.account('collector');
    const share = (wage * BigInt(random.between(70, 95))) / 100n;
    ledger.pay(account, collector, share);
    ledger.pay(collector, simHyonSop, share);
  } else if (habit === 'splits') {
    const fresh = ledger.account(`fresh/${index}`);
    const part = (wage * BigInt(random.between(30, 60))) / 100n;
    ledger.pay(account, fresh, part);
    ledger.pay(fresh, kimSangMan, (part * 9n) / 10n);
  } else if (habit === 'floats') {
    ledger.pay(account, simHyonSop, wage);
  } else if (habit === 'spends') {
    for (let i = random.between(3, 8); i > 0; i--) {
      const shop = stranger(ledger, random.below(strangers));
      ledger.pay(account, shop, BigInt(random.between(40, 900)) * unit);
    }
  }
}
