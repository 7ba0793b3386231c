import { ProblemError } from '@kallelse/kernel';
import { thrownBy } from '../../../test/support/thrown';
import { parseArguments } from './arguments';
import { type Command, type ExitStatus, type Terminal } from './command';
import { COMMANDS } from './commands';
import { run } from './run';

/** A terminal that keeps what it is told. */
class KeptTerminal implements Terminal {
  output = '';
  notes = '';
  readonly unread = new AbortController().signal;
  out(text: string): Promise<void> {
    this.output += text;
    return Promise.resolve();
  }
  note(text: string): void {
    this.notes += text;
  }
}

const command = (name: string, action: (args: readonly string[]) => ExitStatus = () => 0): Command => ({
  name,
  summary: `does ${name}`,
  usage: '--file FILE',
  examples: [`${name} --file x`],
  load: () => Promise.resolve({ run: (args) => Promise.resolve(action(args)) }),
});

describe('the command line', () => {
  let terminal: KeptTerminal;
  let called: string[];
  let commands: Command[];
  const call = (...args: string[]): Promise<ExitStatus> => run(args, commands, terminal, '1.2.3');

  beforeEach(() => {
    terminal = new KeptTerminal();
    called = [];
    const remember =
      (name: string) =>
      (args: readonly string[]): ExitStatus => {
        called.push([name, ...args].join(' '));
        return 3;
      };
    commands = [
      command('decide', remember('decide')),
      command('batch plan', remember('batch plan')),
      command('batch preview'),
    ];
  });

  it('lists its commands', async () => {
    for (const args of [[], ['--help'], ['-h']]) expect(await call(...args)).toBe(0);
    expect(terminal.output).toContain('decide         does decide');
    expect(terminal.notes).toBe('');
  });

  it('tells its version', async () => {
    expect(await call('--version')).toBe(0);
    expect(terminal.output).toBe('1.2.3\n');
  });

  it('calls a command with what follows its name, and ends as it says', async () => {
    expect(await call('decide', '--file', 'x')).toBe(3);
    expect(await call('batch', 'plan', '7')).toBe(3);
    expect(called).toEqual(['decide --file x', 'batch plan 7']);
  });

  it('explains a command without loading it', async () => {
    const load = jest.fn();
    commands.push({ ...command('heavy'), load });
    expect(await call('heavy', '--file', 'x', '--help')).toBe(0);
    expect(terminal.output).toContain('usage: kallelse heavy --file FILE');
    expect(terminal.output).toContain('kallelse heavy --file x');
    expect(load).not.toHaveBeenCalled();
    expect(await call('decide', '--', '--help')).toBe(3);
  });

  it('lists the commands of a group', async () => {
    expect(await call('batch')).toBe(0);
    expect(terminal.output).toContain('batch preview');
    expect(terminal.output).not.toContain('decide');
  });

  it.each([
    [['decid'], 'did you mean decide?'],
    [['batch', 'preveiw'], 'did you mean batch preview?'],
    [['bacth', 'plan'], 'did you mean batch?'],
    [['191212121212'], 'there is no such command\n'],
  ])('answers %p with the nearest name', async (args, expected) => {
    expect(await call(...args)).toBe(2);
    expect(terminal.notes).toContain(expected);
    expect(terminal.notes).not.toContain('1912');
    expect(terminal.output).toBe('');
  });

  it('tells a problem with what to do, and ends with its code', async () => {
    commands.push(
      command('fail', () => {
        throw new ProblemError('BAD_LINES', 'line 3: no birth date', {
          exitCode: 3,
          fix: 'correct the line',
        });
      }),
    );
    expect(await call('fail')).toBe(3);
    expect(terminal.notes).toBe('error BAD_LINES: line 3: no birth date\nfix: correct the line\n');
  });

  it('tells an unexpected error by its place, not by its message', async () => {
    commands.push(
      command('break', () => {
        throw new TypeError('MARKER is no date');
      }),
    );
    expect(await call('break')).toBe(1);
    expect(terminal.notes).toContain('error UNEXPECTED: unexpected TypeError');
    expect(terminal.notes).toContain('run.spec.ts');
    expect(terminal.notes).not.toContain('MARKER');
  });
});

describe('the commands there are', () => {
  it.each(COMMANDS.map((one) => [one.name, one] as const))(
    '%s can be loaded, and has examples of itself',
    async (_, one) => {
      expect(typeof (await one.load()).run).toBe('function');
      expect(one.examples.length).toBeGreaterThan(0);
      for (const example of one.examples) expect(example.startsWith(one.name)).toBe(true);
      expect(one.summary).not.toMatch(/\.$/);
    },
  );

  it('have different names', () => {
    const names = COMMANDS.map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the arguments of a command', () => {
  const options = { definition: { type: 'string' }, json: { type: 'boolean' } } as const;
  const problem = (...args: string[]): string => {
    try {
      parseArguments(args, options);
    } catch (error) {
      expect(error).toMatchObject({ code: 'USAGE', exitCode: 2 });
      return (error as Error).message;
    }
    return 'none';
  };

  it('are read', () => {
    expect(
      parseArguments(['--definition', 'a.yaml', '--json', 'x'], options, { least: 1, most: 1 }),
    ).toMatchObject({
      values: { definition: 'a.yaml', json: true },
      positionals: ['x'],
    });
  });

  it.each([
    [['--defnition', '191212121212'], 'unknown option --defnition; did you mean --definition?'],
    [['--definition'], 'the option --definition has no value, or one it does not take'],
    [['--json=191212121212'], 'the option --json has no value, or one it does not take'],
    [['MARKER'], 'there are more arguments than the command takes'],
    [['-x'], 'unknown option'],
    [['--191212121212'], 'unknown option'],
  ])('%p are refused without a value', (args, expected) => {
    expect(problem(...args)).toBe(expected);
  });

  it.each([
    '198006061234',
    '8006061234',
    '19800606',
    '19800666',
    '800606-1234',
    '800606+12',
    '19800606-',
    '980606123',
  ])('%p is refused as part of an identity number, wherever it stands', (text) => {
    const anywhere = { least: 0, most: 2 };
    for (const args of [[text], ['7', text], ['--definition', text], [`--definition=a,${text}`]])
      expect(thrownBy(() => parseArguments(args, options, anywhere))).toMatchObject({
        ...{ code: 'USAGE', exitCode: 2 },
        message: 'an argument looks like an identity number, or part of one',
      });
    expect(parseArguments([text], options, { ...anywhere, isQuery: true }).positionals).toEqual([text]);
  });

  it.each(['7', '800606', '20000000', '1980-06-06', '0180', '0127R005', 'a-19800606.csv', '19800635'])(
    '%p is none',
    (text) => {
      expect(parseArguments([text], options, { least: 0, most: 1 }).positionals).toEqual([text]);
    },
  );

  it('must be as many as needed', () => {
    expect(() => parseArguments([], options, { least: 1, most: 2 })).toThrow('an argument is missing');
  });
});
