export * from './application/programmes';
export { definitionsFolder } from './infra/shipped-definitions';
export { DefinitionEntity } from './infra/definition.entity';
