import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string;
  }
}

export default function setup(project: TestProject): void {
  project.provide(
    'databaseUrl',
    process.env['DATABASE_URL'] ?? 'postgres://root@127.0.0.1:5432/test',
  );
}
