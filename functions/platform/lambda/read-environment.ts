/** The variables that the deployment set. Throws at start where one is missing, rather than at three in the morning. */
export const readEnvironment = <E extends Readonly<Record<keyof E, string>>>(
  ...names: readonly (keyof E & string)[]
): E => {
  const missing = names.filter((name) => (process.env[name] ?? '') === '');
  if (missing.length > 0) throw new Error(`environment variables missing: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, process.env[name]])) as unknown as E;
};
