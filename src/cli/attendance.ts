/** `vigente attendance`: who comes, and what became of the places of those who do not. */
import type { Command } from 'commander';
import { attendanceOf, describeAttendance } from '../store/queries/attendance.js';
import { withProgramme, type ProgrammeOption } from './campaign/with-app.js';
import type { CommandContext } from './context.js';
import { wholeNumber } from './options.js';

const DAYS = 14;

export function addAttendance(program: Command, context: () => CommandContext): void {
  program
    .command('attendance')
    .description('appointments of the next days: reminded, who comes, given up; what was given up, and who waits')
    .option('--programme <id>', 'the programme')
    .option('--days <n>', 'from today on', wholeNumber, DAYS)
    .action((options: ProgrammeOption & { readonly days: number }) =>
      withProgramme(
        context(),
        options,
        async ({ services }, programme) => {
          const attendance = await attendanceOf(services.store, programme, services.clock.now(), options.days);
          context().output.result(attendance, () => describeAttendance(attendance));
        },
        { providers: false, ability: 'any' },
      ),
    );
}
