import { type Core, composeCore } from '../../src/runtime/compose-core.ts';
import { createLog } from '../../src/runtime/log.ts';
import { readSettings } from '../../src/runtime/settings.ts';
import { type Anvil, type AnvilOptions, type DeployedContract, startAnvil } from './anvil.ts';
import { organisationOf } from './organisation-of.ts';
import { type RunningService, startService } from './running-service.ts';
import { writeWatchConfig } from './watch-world.ts';

/** An employer with a wallet on a development chain, the API, and the core that workers stand on. */
export interface PayrollWorld {
  readonly anvil: Anvil;
  readonly token: DeployedContract;
  readonly service: RunningService;
  readonly core: Core;
  readonly organisationId: string;
  readonly employer: string;
  readonly workers: readonly string[];
  account(address: string): string;
  /**
   * Submits one payout and gives its id; `amount` in base units below one whole, where it says one,
   * `declared` what it says besides.
   */
  payout(
    ref: string,
    worker: string,
    amount: number | undefined,
    asset?: string,
    declared?: object,
  ): Promise<string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  read(payoutId: string): Promise<any>;
  stop(): Promise<void>;
}

/** `payers`: CAIP-10 accounts that the employer pays from besides its wallet here. */
export async function startPayrollWorld(
  chainNumber: number,
  payers: readonly string[] = [],
  options: AnvilOptions = {},
): Promise<PayrollWorld> {
  const anvil = await startAnvil({ ...options, chainNumber });
  // Payments before a payout was submitted are none of it.
  await anvil.rpc('evm_setNextBlockTimestamp', Math.floor(Date.now() / 1_000));
  const [deployer = '', employer = '', ...workers] = anvil.accounts;
  const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
  await token.call(deployer, 'mint', [employer, 10_000_000]);
  const service = await startService(writeWatchConfig(anvil, token, 'false'), undefined);
  const settings = readSettings(service.environment, []);
  const log = createLog({ logLevel: 'fatal', logJson: false }, 'test');
  const core = await composeCore({ ...settings, databaseUrl: service.databaseUrl }, log);
  const account = (address: string) => `${anvil.chain}:${address}`;
  await service.call('PUT', '/v1/employers/acme', {
    name: 'Acme',
    payerAccounts: [...payers, account(employer)],
  });
  return {
    ...{ anvil, token, service, core, employer, workers, account },
    organisationId: await organisationOf(service.databaseUrl),
    payout: (...given) => submit(service, anvil, ...given),
    read: async (id) => (await service.call('GET', `/v1/payouts/${id}`)).body,
    stop: async () => {
      await core.close();
      await service.stop();
      await anvil.stop();
    },
  };
}

async function submit(
  service: RunningService,
  anvil: Anvil,
  ref: string,
  worker: string,
  amount: number | undefined,
  asset = 'TUSD',
  declared: object = {},
): Promise<string> {
  const decimals = asset === 'ETH' ? 18 : 6;
  const run = await service.call('POST', '/v1/pay-runs', {
    ref: `run-${ref}`,
    payouts: [
      {
        ...{ ref, employerRef: 'acme', payeeRef: `payee-${ref}`, payeeName: `Payee ${ref}` },
        wallet: { chain: anvil.chain, address: worker },
        asset,
        ...(amount === undefined ? {} : { amount: `0.${String(amount).padStart(decimals, '0')}` }),
        ...declared,
      },
    ],
  });
  if (run.body.errors.length > 0) throw new Error(JSON.stringify(run.body.errors));
  return run.body.payouts[0].payout.id;
}
