import { createLog } from './log.ts';
import { runProcess } from './process-life.ts';
import { runService } from './service.ts';
import { readSettings } from './settings.ts';

/** The life of the process behind `npm start`: settings from the environment, then the service. */
export function runMainProcess(): Promise<never> {
  return runProcess(async () => {
    const settings = readSettings(process.env, process.argv.slice(2));
    return runService(settings, createLog(settings, 'main'));
  });
}
