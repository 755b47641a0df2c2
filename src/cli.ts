import { runCommandLine } from './runtime/command-line.ts';

await runCommandLine(process.argv);
