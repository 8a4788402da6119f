/** The command line. `bin/vigente.js` sets everything up and then runs this. */
import { Command, CommanderError } from 'commander';
import { addCommands } from './cli/index.js';
import { outputOf, printProblem } from './cli/output.js';
import { readConfig } from './config.js';

async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const program = new Command('vigente')
    .description('Keeps public waiting lists true.')
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
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return printProblem(error, json, env['LOG_LEVEL'] === 'debug');
  }
}

process.exitCode = await main(process.argv.slice(2), process.env);
