import type { RequestListener } from 'node:http';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** What the operator set, validated. Carries secrets (URLs, `environment`): never log it. */
export interface StartSettings {
  /** Undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** Undefined: queues live in PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly host: string;
  /** Undefined: 8080, or the next free one. */
  readonly port: number | undefined;
  readonly logLevel: LogLevel;
  /** One JSON object a line, for collectors; else one readable line. */
  readonly logJson: boolean;
  /** Absolute folder of the embedded database, the run file and all else that this instance keeps. */
  readonly dataFolder: string;
  /** Absolute folder of the operator's YAML files. */
  readonly configFolder: string;
  /** False: no sandbox organisation on an empty database. */
  readonly sandbox: boolean;
  /** How many worker processes run beside the API; 0 when they run elsewhere. */
  readonly workers: number;
  /** What one API key may ask within a minute. */
  readonly requestsPerMinute: number;
  /** The whole environment, from which the config files take `${NAME}`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What the parts of the application are composed from, in each process. */
export interface Settings extends StartSettings {
  /** Of the operator's server, or of the embedded one once it runs. */
  readonly databaseUrl: string;
}

export interface RunningPart {
  /** Finishes what is in hand, takes nothing new, and lets go of every connection. */
  close(): Promise<void>;
}

/** The composed API: what `composeApi(settings)` of compose-api.ts resolves to. */
export interface ComposedApi extends RunningPart {
  readonly handler: RequestListener;
  /** The operator's first key, when this start made it: shown once, never stored in clear. */
  readonly firstAdminKey?: string;
  /** Resolves when requests can be answered in full: lists loaded, sandbox made. */
  ready(): Promise<void>;
}
