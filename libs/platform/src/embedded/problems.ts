import { ProblemError } from '@kallelse/kernel';

/** Whether the output of a server program tells of a full disk. */
export function saysDiskFull(output: string): boolean {
  return /No space left on device|Disk quota exceeded/.test(output);
}

/** Whether the output of a server program tells that its port is taken. */
export function saysPortTaken(output: string): boolean {
  return /could not create any TCP\/IP sockets|Address already in use/.test(output);
}

/** The problem of a full disk below the database files. */
export function diskFullProblem(folder: string): ProblemError {
  return new ProblemError('DATABASE_DISK_FULL', `the disk that holds ${folder} is full`, {
    fix: 'free space on that disk, or set KALLELSE_DATA to a folder on a larger one',
  });
}
