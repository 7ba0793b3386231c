import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InboxOfTests } from './simulated-inbox';

/** What the manifest of a print run says of itself. */
export interface Manifest {
  readonly run: string;
  readonly stream: string;
  readonly letters: readonly {
    readonly dispatchId: number;
    readonly firstPage: number;
    readonly lastPage: number;
    readonly template: string;
    readonly templateVersion: string;
    readonly postageClass: string;
  }[];
  readonly files: readonly {
    readonly name: string;
    readonly sha256: string;
    readonly pages: number | null;
  }[];
}

/** Everything that has left the house, counted outside the database: dispatch ids, once for each piece. */
export interface SentPieces {
  readonly letters: readonly number[];
  readonly messages: readonly number[];
}

/** Print runs that a supplier may take, by their marker; each file must be the one its manifest names. */
export function publishedRuns(printFolder: string): (Manifest & { readonly folder: string })[] {
  if (!existsSync(printFolder)) return [];
  const runs = readdirSync(printFolder).map((name) => join(printFolder, name));
  return runs
    .filter((run) => existsSync(join(run, 'READY')))
    .map((run) => {
      const manifest = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as Manifest;
      for (const { name, sha256 } of manifest.files) {
        if (sha256Of(join(run, name)) !== sha256)
          throw new Error(`${name} of ${manifest.run} has been changed`);
      }
      return { ...manifest, folder: run };
    });
}

/** Counts at the simulator and in the print folder. */
export async function sentPieces(printFolder: string, inbox: InboxOfTests): Promise<SentPieces> {
  const letters = publishedRuns(printFolder).flatMap((run) =>
    run.letters.map(({ dispatchId }) => dispatchId),
  );
  const messages = Object.entries(await inbox.deliveries()).flatMap(([key, times]) =>
    Array.from({ length: times }, () => Number(/^kallelse-dispatch-(\d+)$/.exec(key)?.[1])),
  );
  return { letters, messages };
}

export function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
