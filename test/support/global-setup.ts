/** The database server of the tests, handed to their processes through the environment. */
export default function setup(): void {
  process.env['WAGETRACE_TEST_DATABASE_URL'] ??= 'postgres://root@127.0.0.1:5432/test';
}
