import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const SIZE_MB = 64;

/** A small disk under a folder, which a test can fill. Only root can make one. */
export class SmallDisk {
  static readonly isPossible = process.getuid?.() === 0 && spawnSync('mount', ['--version']).status === 0;

  private constructor(private readonly folder: string) {}

  static mount(folder: string): SmallDisk {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const options = `size=${SIZE_MB}m,mode=700`;
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`the small disk cannot be made: ${stderr}`);
    return new SmallDisk(folder);
  }

  /** Leaves no room on it. */
  fill(): void {
    const file = openSync(this.ballast, 'w');
    try {
      for (let size = 1024 * 1024; size >= 512;) {
        try {
          writeSync(file, Buffer.alloc(size));
        } catch {
          size /= 2;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.ballast, { force: true });
  }

  unmount(): void {
    spawnSync('umount', ['--lazy', this.folder]);
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}
