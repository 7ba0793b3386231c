import { type Command } from '../command';

/** Rules: what decides, and why somebody is called. */
export const PROGRAMME_COMMANDS: readonly Command[] = [
  {
    name: 'decide',
    summary: 'decide residents of a file under a programme definition',
    usage:
      '--definition FILE --residents FILE --as-of DATE [--engine memory|sql] [--parameters FILE] [--known-at DATE]',
    examples: [
      'decide --definition cervical.yaml --residents residents.ndjson --as-of 2026-06-15',
      'decide --definition cervical.yaml --residents residents.ndjson --as-of 2026-06-15 --engine sql --known-at 2025-12-31',
    ],
    load: () => import('../commands/decide.js'),
  },
  {
    name: 'programme list',
    summary: 'every version of every programme and draft, and its state',
    usage: '[--json]',
    examples: ['programme list'],
    load: () => import('../commands/programme.js').then((module) => module.list),
  },
  {
    name: 'programme show',
    summary: 'one version or draft with who decided it, or its document alone, as a file to change',
    usage: 'PROGRAMME@VERSION [--document] [--region CODE]',
    examples: [
      'programme show cervical@2026.1',
      'programme show cervical@2027.1 --document > my-cervical.yaml',
    ],
    load: () => import('../commands/programme.js').then((module) => module.show),
  },
  {
    name: 'programme validate',
    summary: 'check a definition, or a region’s override, without storing it',
    usage: 'FILE|PROGRAMME@VERSION [--json]',
    examples: ['programme validate libs/programmes/definitions/cervical.yaml'],
    load: () => import('../commands/programme.js').then((module) => module.validate),
  },
  {
    name: 'programme diff',
    summary: 'what differs between two versions, in words',
    usage: 'FILE|PROGRAMME@VERSION FILE|PROGRAMME@VERSION [--lang sv|en] [--json]',
    examples: [
      'programme diff cervical@2026.1 cervical@2027.1',
      'programme diff cervical@2026.1 my-draft.yaml --lang en',
    ],
    load: () => import('../commands/programme.js').then((module) => module.diff),
  },
  {
    name: 'programme save',
    summary: 'save a definition as a draft, with its errors; it decides nothing',
    usage: 'FILE [--as USER] [--json]',
    examples: ['programme save my-draft.yaml --as anna'],
    load: () => import('../commands/programme.js').then((module) => module.save),
  },
  {
    name: 'programme copy',
    summary: 'copy a version into a draft with a version and first day of its own',
    usage: 'PROGRAMME@VERSION --version VERSION --valid-from DATE [--region CODE] [--as USER] [--json]',
    examples: ['programme copy cervical@2026.1 --version 2027.1 --valid-from 2027-01-01 --as anna'],
    load: () => import('../commands/programme.js').then((module) => module.copy),
  },
  {
    name: 'programme submit',
    summary: 'submit a definition, an override of a region or a draft for approval',
    usage: 'FILE|PROGRAMME@VERSION [--region CODE] [--as USER] [--json]',
    examples: [
      'programme submit libs/programmes/definitions/cervical.yaml --as anna',
      'programme submit cervical@2027.1 --as anna',
    ],
    load: () => import('../commands/programme.js').then((module) => module.submit),
  },
  {
    name: 'programme approve',
    summary: 'put a submitted version in force from its first day on; not by its author',
    usage: 'PROGRAMME@VERSION [--region CODE] [--override REASON] [--as USER] [--json]',
    examples: [
      'programme approve cervical@2026.1 --as bo',
      'programme approve cervical@2027.1 --region 01 --as bo',
    ],
    load: () => import('../commands/programme.js').then((module) => module.approve),
  },
  {
    name: 'programme withdraw',
    summary: 'withdraw a version for good and stop what is not sent yet; a draft is deleted',
    usage: 'PROGRAMME@VERSION --reason TEXT [--region CODE] [--as USER] [--json]',
    examples: ['programme withdraw cervical@2027.1 --reason "wrong upper age" --as bo'],
    load: () => import('../commands/programme.js').then((module) => module.withdraw),
  },
  {
    name: 'programme simulate',
    summary: 'what a definition would decide of the whole population, beside the one in force',
    usage:
      'FILE|PROGRAMME@VERSION [--against active|none|FILE|PROGRAMME@VERSION] [--as-of DATE] [--region CODE] [--examples N] [--as USER] [--json]',
    examples: [
      'programme simulate my-draft.yaml',
      'programme simulate cervical@2027.1 --against cervical@2026.1 --as-of 2027-01-01 --examples 20',
    ],
    load: () => import('../commands/simulate.js').then((module) => module.simulate),
  },
  {
    name: 'programme forecast',
    summary: 'when residents will be due, month by month, tested on the last twelve months',
    usage:
      'PROGRAMME|FILE|PROGRAMME@VERSION [--months N] [--by district|unit] [--as-of DATE] [--region CODE] [--no-back-test] [--as USER] [--json]',
    examples: [
      'programme forecast cervical',
      'programme forecast my-draft.yaml --months 60 --by unit --json',
    ],
    load: () => import('../commands/forecast.js'),
  },
  {
    name: 'programme simulations',
    summary: 'simulations and forecasts that were run, or one of them',
    usage: '[SIMULATION] [--programme PROGRAMME] [--limit N] [--json]',
    examples: ['programme simulations', 'programme simulations 3'],
    load: () => import('../commands/simulate.js').then((module) => module.simulations),
  },
  {
    name: 'programme simulations compare',
    summary: 'the figures that two simulations, or two forecasts, differ in',
    usage: 'SIMULATION SIMULATION [--json]',
    examples: ['programme simulations compare 3 4'],
    load: () => import('../commands/simulate.js').then((module) => module.compare),
  },
  {
    name: 'programme simulations cancel',
    summary: 'stop a simulation or forecast that is running',
    usage: 'SIMULATION [--as USER] [--json]',
    examples: ['programme simulations cancel 4'],
    load: () => import('../commands/simulate.js').then((module) => module.cancel),
  },
  {
    name: 'explain',
    summary: 'why a resident is called or not, in Swedish or English',
    usage:
      '--resident ID --programme PROGRAMME [[--as-of DATE] [--known-at DATE] | --batch N] [--lang sv|en] [--reason TEXT] [--as USER] [--json]',
    examples: [
      'explain --resident 17 --programme cervical',
      'explain --resident 17 --programme breast --as-of 2027-05-01 --lang en',
      'explain --resident 17 --programme cervical --batch 3',
    ],
    load: () => import('../commands/explain.js'),
  },
];
