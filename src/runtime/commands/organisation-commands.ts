import { type Command, InvalidArgumentError } from 'commander';
import { verifyAuditChain } from '../../database/audit.ts';
import { WagetraceError } from '../../domain/errors.ts';
import { type Role, roles } from '../../domain/organisation.ts';
import { isPlainText } from '../../domain/plain-text.ts';
import { foundOrganisation, issueKey } from '../api-keys.ts';
import { findOrganisation, listOrganisations, revokeKey } from '../store.ts';
import { systemClock } from '../system-clock.ts';
import { floorOption } from './floor-option.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

const nameLengthMax = 200;
const daysMax = 36_500;

/** Organisations, their keys, and the check of their audit log. */
export function addOrganisationCommands(program: Command): void {
  const organisation = program.command('organisation').description('organisations (tenants)');
  organisation
    .command('create <name>')
    .description('make an organisation with a first admin key, shown once')
    .option('--sandbox', 'for tests: its keys begin with wt_test_')
    .addOption(floorOption())
    .option('--json')
    .action(createOrganisation);
  organisation
    .command('list')
    .description('ids and names')
    .option('--json')
    .action(showOrganisations);
  const key = program.command('key').description('API keys');
  key
    .command('create')
    .description('make a key, shown once')
    .requiredOption('--organisation <id>')
    .requiredOption('--role <role>', roles.join(', '))
    .option('--days <days>', 'days until it expires', readDays)
    .option('--json')
    .action(createKey);
  key.command('revoke <id>').description('end a key within seconds').action(endKey);
  program
    .command('audit')
    .description('the audit log of an organisation')
    .command('verify')
    .description('recompute the hash chain of the audit log')
    .requiredOption('--organisation <id>')
    .option('--json')
    .action(verifyAudit);
}

/** A key of no day would be shown, and never let anybody in. */
function readDays(text: string): number {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= daysMax) return days;
  throw new InvalidArgumentError(`A whole number of days, 1 to ${daysMax}`);
}

async function createOrganisation(
  given: string,
  options: { sandbox?: boolean; floor: string[]; json?: boolean },
): Promise<void> {
  const name = given.trim();
  if (name === '' || name.length > nameLengthMax || !isPlainText(name)) {
    const message = `A name has 1 to ${nameLengthMax} characters, none of them a control character`;
    throw new WagetraceError('organisation.bad-name', message);
  }
  await withCore(async ({ database }) => {
    const { organisationId, admin } = await foundOrganisation(database, systemClock, {
      name,
      sandbox: options.sandbox ?? false,
      floorJurisdictions: options.floor,
    });
    const answer = { organisationId, adminKey: admin.key };
    print(
      options.json ?? false,
      answer,
      () => `organisation ${organisationId}\nadmin key ${admin.key}`,
    );
  });
}

async function showOrganisations(options: { json?: boolean }): Promise<void> {
  await withCore(async ({ database }) => {
    const found = await listOrganisations(database);
    const line = ({ id, name, sandbox }: (typeof found)[number]) =>
      `${id}  ${name}${sandbox ? '  (sandbox)' : ''}`;
    print(options.json ?? false, found, () => found.map(line).join('\n'));
  });
}

async function createKey(options: {
  organisation: string;
  role: string;
  days?: number;
  json?: boolean;
}): Promise<void> {
  const role = roles.find((one) => one === options.role);
  if (!role) throw new WagetraceError('key.bad-role', `A role is one of ${roles.join(', ')}`);
  await withCore(async ({ database }) => {
    const organisation = await findOrganisation(database, options.organisation);
    const { id, key } = await issueKey(
      database,
      systemClock,
      organisation,
      role satisfies Role,
      options.days,
    );
    print(options.json ?? false, { id, key }, () => `key ${id}\n${key}`);
  });
}

async function endKey(id: string): Promise<void> {
  await withCore(async ({ database }) => {
    await revokeKey(database, id, systemClock.now());
    print(false, {}, () => `revoked ${id}`);
  });
}

async function verifyAudit(options: { organisation: string; json?: boolean }): Promise<void> {
  await withCore(async ({ database }) => {
    // An id that is nobody's has no events either, and would be told unbroken.
    const { id } = await findOrganisation(database, options.organisation);
    const verdict = await database.tenant(id, (tx) => verifyAuditChain(tx, id));
    print(options.json ?? false, verdict, () =>
      verdict.brokenAt === undefined
        ? `${verdict.events} events, unbroken`
        : `broken at event ${verdict.brokenAt} of ${verdict.events}`,
    );
    if (verdict.brokenAt !== undefined) process.exitCode = 1;
  });
}
