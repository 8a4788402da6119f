/** `vigente discharge …`: from what people answered to SIGTE and back. */
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { addDeciding } from './deciding.js';
import { addFiles } from './files.js';
import { addReinstating } from './reinstating.js';
import { addSampling } from './sampling.js';

export function addDischarge(program: Command, context: () => CommandContext): void {
  const discharge = program
    .command('discharge')
    .description(
      'from outcome to SIGTE and back: propose, requests, list, compare, correct, approve, reject, undo, lift, dry-run, sign, sample, called, export, accept, reinstate, needs, notes',
    );
  addDeciding(discharge, context);
  addSampling(discharge, context);
  addFiles(discharge, context);
  addReinstating(discharge, context);
}
