export * from './application/open-rounds';
export * from './application/resident-rounds';
export * from './application/settle';
export * from './application/stopped-contacts';
export {
  answeredSql,
  endsRoundSql,
  enquiryGoesBeforeSql,
  goesBeforeSql,
  ORGANS_LEFT_SQL,
} from './infra/ends-round';
export * from './infra/episodes.module';
