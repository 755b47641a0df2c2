// Threads do not inherit the reader of TypeScript (tsx), so one that runs from sources asks for it.
import { register } from 'tsx/esm/api';

register();
await import('./engine-thread.ts');
