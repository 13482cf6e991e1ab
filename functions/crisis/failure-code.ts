/** The error's name as a code, `InternalErrorException` to `internal-error-exception`; never its message, which may hold the number. */
export const failureCode = (error: unknown): string => {
  const name = error instanceof Error ? error.name : 'unknown';
  return (
    name
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, '') || 'unknown'
  );
};
