import type { Command } from 'commander';
import { PATHS } from '../paths.js';
import { checkSettings } from '../config.js';
import { UserError } from '../domain/failure.js';
import { systemClock } from '../domain/clock.js';
import { loadProgrammes } from '../programmes/programme.js';
import { doctor, printDiagnosis } from './doctor.js';
import { programmeFindings } from './doctor-programmes.js';
import { providerFindings } from './doctor-providers.js';
import type { CommandContext } from './context.js';

export function addDoctor(program: Command, context: () => CommandContext): void {
  program
    .command('doctor')
    .description('explains this machine: what is there, what is missing, what to do')
    .action(async () => {
      const { config, output } = context();
      const programmes = await loadProgrammes(PATHS.programmes, config.PROGRAMME);
      const providers = await providerFindings(config, programmes, systemClock());
      const diagnosis = await doctor({
        providers: [...providers, ...programmeFindings(programmes)],
        root: PATHS.root,
        dataFolder: config.VIGENTE_DATA,
        cacheFolder: config.VIGENTE_CACHE,
        env: config.env,
        mongodbUri: config.MONGODB_URI,
        redisUrl: config.REDIS_URL,
        host: config.HOST,
        port: config.PORT,
        settings: checkSettings(config.env),
      });
      output.result(diagnosis, () => printDiagnosis(diagnosis));
      if (!diagnosis.ok) throw new UserError('machine-unfit', '', '', 1); // the diagnosis has said it all
    });
}
