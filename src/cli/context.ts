import type { Config } from '../config.js';
import type { Output } from './output.js';

/** What every command is given. */
export interface CommandContext {
  readonly config: Config;
  readonly output: Output;
}
