/** The commands: an explicit list, one file each. */
import type { Command } from 'commander';
import type { CommandContext } from './context.js';
import { addAttendance } from './attendance.js';
import { addAudit } from './audit.js';
import { addChannels } from './channels.js';
import { addChat } from './chat.js';
import { addDialogs } from './dialogs.js';
import { addDay } from './day.js';
import { addDischarge } from './discharge/index.js';
import { addDossier } from './dossier.js';
import { addDoctor } from './doctor-command.js';
import { addImport } from './import.js';
import { addUserCommands } from './user.js';
import { addUnderstand } from './understand.js';
import { addServeAndWork } from './serve.js';
import { addBackup } from './backup.js';
import { addCampaign } from './campaign/index.js';
import { addIncident } from './incident.js';
import { addPrivacy } from './privacy.js';
import { addLoad } from './load.js';
import { addRouting } from './routing.js';
import { addStart } from './start.js';
import { addSimulate } from './simulate.js';

export function addCommands(program: Command, context: () => CommandContext): void {
  addAttendance(program, context);
  addAudit(program, context);
  addBackup(program, context);
  addCampaign(program, context);
  addChannels(program, context);
  addChat(program, context);
  addDialogs(program, context);
  addDischarge(program, context);
  addDoctor(program, context);
  addDossier(program, context);
  addImport(program, context);
  addIncident(program, context);
  addLoad(program, context);
  addPrivacy(program, context);
  addRouting(program, context);
  addSimulate(program, context);
  addDay(program, context);
  addServeAndWork(program, context);
  addStart(program, context);
  addUnderstand(program, context);
  addUserCommands(program, context);
}
