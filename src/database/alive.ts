import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that can be recognised again: pids are given out anew, so the moment it started belongs to its name. */
export interface ProcessIdentity {
  readonly pid: number;
  /** An opaque mark of when it started; empty where the system does not tell. */
  readonly started: string;
}

export function identityOf(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (!answersToSignals(pid)) return undefined;
  const listed = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return { pid, started: listed.status === 0 ? listed.stdout.trim() : '' };
}

/** True while that very process runs; a zombie or another process under the same pid is not it. */
export function isAlive(wanted: ProcessIdentity): boolean {
  const found = identityOf(wanted.pid);
  if (found === undefined) return false;
  return wanted.started === '' || found.started === '' || wanted.started === found.started;
}

export function ownIdentity(): ProcessIdentity {
  return identityOf(process.pid) ?? { pid: process.pid, started: '' };
}

export function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number')
      return undefined;
    return { pid: value.pid, started: 'started' in value && typeof value.started === 'string' ? value.started : '' };
  } catch {
    return undefined;
  }
}

/** This process as part of a file's name: letters, digits and one underscore. */
export function ownerName({ pid, started } = ownIdentity()): string {
  return `${pid}_${started.replace(/\W/g, '')}`;
}

export function isOwnerAlive(name: string): boolean {
  const identity = identityOf(Number(name.split('_')[0]));
  return identity !== undefined && ownerName(identity) === name;
}

function linuxIdentity(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The program's name stands in brackets and may hold spaces: the fields are counted from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function answersToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
