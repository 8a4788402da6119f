/** The command line. `bin/vigente.js` sets everything up and then runs this. */
import { Command, CommanderError } from 'commander';
import { addCommands } from './cli/index.js';
import { outputOf, printProblem } from './cli/output.js';
import { readConfig } from './config.js';
import { explainFailure } from './database/server.js';
import { UserError } from './domain/failure.js';
import { VERSION } from './version.js';

async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const program = new Command('vigente')
    .description('Keeps public waiting lists true.')
    .version(VERSION, '--version', 'the version')
    .option('--json', 'one JSON object on stdout')
    .exitOverride();
  const json = args.includes('--json');
  addCommands(program, () => ({ config: readConfig(env), output: outputOf(json) }));
  // Commander wants an option where it was defined; people write it anywhere.
  const rest = args.filter((arg) => arg !== '--json');
  try {
    await program.parseAsync(rest, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0; // help was asked for
      // Commander has written its own line to stderr; programs read stdout.
      return json ? printProblem(new UserError('usage', error.message, 'See: vigente --help'), json, false) : 2;
    }
    return printProblem(explained(error, env), json, env['LOG_LEVEL'] === 'debug');
  }
}

/** A database that stops answering in the middle is no defect of the program: says what is known of it, and what to do. */
function explained(error: unknown, env: NodeJS.ProcessEnv): unknown {
  if (!(error instanceof Error) || !error.name.startsWith('Mongo')) return error;
  const config = readConfig(env);
  const known = config.MONGODB_URI === undefined ? explainFailure(config.VIGENTE_DATA) : undefined;
  const hint = 'Run it again: nothing acknowledged is lost, and an import goes on where it stopped.';
  return known ?? new UserError('database-away', `The database stopped answering (${error.name}).`, hint);
}

process.exitCode = await main(process.argv.slice(2), process.env);
