import { pino, type DestinationStream } from 'pino';

/** Ids, states, counts and durations: never a name, a number or a word of a patient. */
export interface Log {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Values that cannot hold what somebody wrote: numbers, flags and our own codes. */
export type LogFields = Readonly<Record<string, number | boolean | string | null>>;

export function openLog(level: string, destination?: DestinationStream): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination(2),
  );
  return logger;
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
