export * from './application/programmes';
export { definitionsFolder } from './infra/shipped-definitions';
export { DefinitionEntity } from './infra/definition.entity';
export * from './infra/programmes.module';
export * from './application/explain-resident';
