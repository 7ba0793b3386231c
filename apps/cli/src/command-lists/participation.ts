import { type Command } from '../command';

/** Who took part. */
export const PARTICIPATION_COMMANDS: readonly Command[] = [
  {
    name: 'participation',
    summary:
      'participation by district at this moment, for the office itself; within some months of the invitation, of cohorts that are old enough',
    usage:
      '--programme PROGRAMME [--by district] [--within 3|6|12] [--from DATE] [--until DATE] [--as USER] [--json]',
    examples: [
      'participation --programme cervical --by district',
      'participation --programme cervical --within 3 --from 2026-01-01',
    ],
    load: () => import('../commands/participation.js'),
  },
  {
    name: 'participation rebuild',
    summary: 'count the cube of participation anew; a worker keeps it up to date by itself',
    usage: '[--as USER] [--json]',
    examples: ['participation rebuild --as anna'],
    load: () => import('../commands/participation.js').then((module) => module.rebuild),
  },
  {
    name: 'participation population',
    summary:
      'count the population of the last 36 month-ends, as far as it is not counted; when register and events are loaded: a worker then goes on by itself',
    usage: '[--programme PROGRAMME [--again]] [--as USER] [--json]',
    examples: ['participation population', 'participation population --programme cervical --again'],
    load: () => import('../commands/publication.js').then((module) => module.population),
  },
  {
    name: 'participation publish',
    summary:
      'publish what has become complete: tables by half-year, protected together; a published figure never changes; a worker then goes on by itself',
    usage: '--programme PROGRAMME [--as USER] [--json]',
    examples: ['participation publish --programme cervical --as anna'],
    load: () => import('../commands/publication.js').then((module) => module.publish),
  },
  {
    name: 'participation tables',
    summary: 'the tables that are published',
    usage: '[--programme PROGRAMME] [--json]',
    examples: ['participation tables --programme cervical'],
    load: () => import('../commands/publication.js').then((module) => module.tables),
  },
  {
    name: 'participation show',
    summary: 'a published table with intervals, as text, CSV, chart (SVG) or FHIR MeasureReport',
    usage:
      '--programme PROGRAMME --indicator INDICATOR [--period 2026H1] [--by total|age|area-type|area-type-age|channel|letters|language|first|kit] [--level LEVEL] [--csv FILE [--decimal-comma]] [--svg FILE --chart funnel|league|area-types|slope|trend [--language sv|en]] [--fhir FILE] [--json]',
    examples: [
      'participation show --programme cervical --indicator coverage',
      'participation show --programme cervical --indicator coverage --by area-type --svg slope.svg --chart slope',
      'participation show --programme breast --indicator participation-3 --period 2026H1 --level regso --csv breast.csv --decimal-comma',
    ],
    load: () => import('../commands/publication.js').then((module) => module.show),
  },
  {
    name: 'participation indicators',
    summary: 'what each indicator means: definition, numerator, denominator, interval, suppression',
    usage: '[--json]',
    examples: ['participation indicators'],
    load: () => import('../commands/publication.js').then((module) => module.indicators),
  },
  {
    name: 'interventions register',
    summary:
      'register a measure that is to make participation more equal: in districts, or drawn by lot for each round',
    usage:
      'NAME --programme PROGRAMME --kind reminder|language|kit-by-mail|health-informer|travel-voucher|other --description TEXT --from DATE [--until DATE] (--district CODE … | --arm ARM --arm ARM … [--unit person|week] [--letter ARM:TEMPLATE=OTHER …] [--seed TEXT]) [--as USER]',
    examples: [
      'interventions register informers --programme cervical --kind health-informer --description "Health informers in two districts" --from 2026-09-01 --district 0180R003 --district 0180R007',
      'interventions register short-reminder --programme breast --kind reminder --description "A shorter reminder" --from 2026-09-01 --arm usual --arm short --letter short:breast-reminder=breast-reminder-short',
    ],
    load: () => import('../commands/interventions.js').then((module) => module.register),
  },
  {
    name: 'interventions end',
    summary: 'set the last day of a measure',
    usage: 'NAME --until DATE [--as USER]',
    examples: ['interventions end informers --until 2027-02-28 --as anna'],
    load: () => import('../commands/interventions.js').then((module) => module.end),
  },
  {
    name: 'interventions list',
    summary: 'the measures that are registered',
    usage: '[--programme PROGRAMME] [--json]',
    examples: ['interventions list'],
    load: () => import('../commands/interventions.js').then((module) => module.list),
  },
  {
    name: 'interventions show',
    summary:
      'what came of a measure, by arm and area type: participation within 90 days with the difference from the first arm',
    usage: 'NAME [--json]',
    examples: ['interventions show informers'],
    load: () => import('../commands/interventions.js').then((module) => module.show),
  },
];
