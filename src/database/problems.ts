import { UserError } from '../domain/failure.js';

/** What the operating system says about a data folder, in the words of the person at the terminal. */
export function folderProblem(folder: string, error: unknown): UserError {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(folder);
    case 'EACCES':
    case 'EPERM':
      return new UserError(
        'folder-not-writable',
        `The data folder ${folder} cannot be read and written by this user.`,
        'Change its owner, or choose another folder with VIGENTE_DATA.',
      );
    case 'EROFS':
      return new UserError(
        'folder-read-only',
        `The data folder ${folder} is on a read-only disk.`,
        'Choose another folder with VIGENTE_DATA.',
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new UserError(
        'folder-is-a-file',
        `The data folder ${folder} is a file, or lies below a file.`,
        'Move that file, or choose another folder with VIGENTE_DATA.',
      );
    default:
      return new UserError(
        'folder-unusable',
        `The data folder ${folder} cannot be used: ${message ?? String(error)}`,
        'Choose another folder with VIGENTE_DATA.',
      );
  }
}

export function diskFull(folder: string): UserError {
  return new UserError(
    'disk-full',
    `The disk that holds the data folder ${folder} is full.`,
    'Free some space and start again: what was acknowledged is kept. Or choose another disk with VIGENTE_DATA.',
  );
}

export function folderInUse(folder: string, holder?: number): UserError {
  const who = holder === undefined ? 'another process' : `process ${holder}`;
  return new UserError(
    'folder-in-use',
    `The data folder ${folder} is used by ${who}; a second database server on it is refused.`,
    'End that process, or choose another folder with VIGENTE_DATA.',
  );
}

export function noEngine(): UserError {
  return new UserError('no-database', 'No database server was found on this machine.', THREE_WAYS);
}

export const THREE_WAYS =
  'Three ways out: set MONGODB_URI to a MongoDB replica set; or put `mongod` on PATH (or its path in VIGENTE_MONGOD); or install Python 3.10–3.13 with venv and run `node bin/vigente.js setup` (`npm run db:fast` builds the faster server with cargo).';
