/** The commands: an explicit list, one file each. */
import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { addImport } from './import.js';
import { addSimulate } from './simulate.js';

export function addCommands(program: Command, context: () => CommandContext): void {
  addImport(program, context);
  addSimulate(program, context);
}
