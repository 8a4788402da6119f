/** The commands: an explicit list, one file each. */
import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { addChat } from './chat.js';
import { addImport } from './import.js';
import { addStart } from './start.js';
import { addSimulate } from './simulate.js';

export function addCommands(program: Command, context: () => CommandContext): void {
  addChat(program, context);
  addImport(program, context);
  addSimulate(program, context);
  addStart(program, context);
}
