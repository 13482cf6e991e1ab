/** The variables of a function that `function.ts` declares, as the deployment set them. */
export type EnvironmentOf<F extends { readonly environment: readonly string[] }> = {
  readonly [Name in F['environment'][number]]: string;
};

/** Reads a function's variables. Throws at start where one is missing, rather than at three in the morning. */
export const readEnvironment = <const F extends { readonly environment: readonly string[] }>({
  environment,
}: F): EnvironmentOf<F> => {
  const missing = environment.filter((name) => (process.env[name] ?? '') === '');
  if (missing.length > 0) throw new Error(`environment variables missing: ${missing.join(', ')}`);
  return Object.fromEntries(
    environment.map((name) => [name, process.env[name]]),
  ) as unknown as EnvironmentOf<F>;
};
