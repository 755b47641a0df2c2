import { runMainProcess } from './runtime/main-process.ts';

await runMainProcess();
