import { type Terminal } from '../command';

/** Tells what happens, with the seconds since the demo began. */
export type Say = (line: string) => void;

export function sayer(terminal: Terminal): Say {
  const begun = performance.now();
  return (line) => {
    const seconds = ((performance.now() - begun) / 1000).toFixed(1).padStart(6);
    terminal.note(`${seconds} s  ${line}\n`);
  };
}
