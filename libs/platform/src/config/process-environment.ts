/** The one place that reads the environment of this process; everything else takes a {@link Config}. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
