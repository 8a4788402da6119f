/** Commands that work without a database: the others get one before they start. */
const WITHOUT = new Set(['doctor', 'dialogs', 'understand', 'routing', 'help', 'completion']);

export function needsDatabase(args) {
  if (args.some((arg) => ['--help', '-h', '--version', '-V'].includes(arg))) return false;
  const [command, ...rest] = args.filter((arg) => arg !== '--json');
  if (command === undefined || WITHOUT.has(command)) return false;
  if (command === 'import') return !rest.includes('--dry-run');
  if (command === 'simulate') return !(rest.includes('--db=none') || rest[rest.indexOf('--db') + 1] === 'none');
  if (command === 'dossier') return rest[0] !== 'verify';
  return true;
}
