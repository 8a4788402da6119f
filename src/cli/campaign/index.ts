/** `vigente campaign …`: who is asked, when and over what; everything the program does by itself starts here. */
import type { Command } from 'commander';
import type { CommandContext } from '../context.js';
import { addPlanning } from './planning.js';
import { addRunning } from './running.js';

export function addCampaign(program: Command, context: () => CommandContext): void {
  const campaign = program
    .command('campaign')
    .description(
      'campaigns: preview, new, dry-run, checklist, confirm, test, start, release, pause, resume, stop, status',
    );
  addPlanning(campaign, context);
  addRunning(campaign, context);
}
