import type * as z from 'zod';
import { AwsError, type Access, type Service } from './service.ts';
import { read, UnreadableError } from './shapes.ts';

/** One operation of a service: what it reads of a request, what IAM must allow for it, and what it answers. */
interface Declaration<Schema extends z.ZodType> {
  /** Strict, so that a parameter which the stage would ignore is an error. */
  readonly input: Schema;
  readonly access: (input: z.output<Schema>) => readonly Access[];
  /** @throws AwsError with the service's own error code. */
  readonly run: (input: z.output<Schema>) => unknown;
}

/** A declared operation, for whatever arrives: it reads the request before it looks at it. */
export interface Operation {
  access(what: string, request: unknown): readonly Access[];
  run(what: string, request: unknown): unknown;
}

export const operation = <Schema extends z.ZodType>({
  input,
  access,
  run,
}: Declaration<Schema>): Operation => ({
  access: (what, request) => access(read(what, request, input)),
  run: (what, request) => run(read(what, request, input)),
});

interface ServiceDeclaration {
  readonly name: string;
  /** How errors name it. */
  readonly title: string;
  readonly operations: Readonly<Record<string, Operation>>;
  /** The code of the error for an operation that the service does not have. */
  readonly unknownCode?: string;
}

/** A service is the table of its operations. */
export function createService({
  name,
  title,
  operations,
  unknownCode = 'UnknownOperationException',
}: ServiceDeclaration): Service {
  function find(operation: string): Operation {
    const found = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!found)
      throw new AwsError(unknownCode, `The stage does not know the ${title} operation ${operation}`);
    return found;
  }

  function asAwsError(error: unknown): unknown {
    return error instanceof UnreadableError ? new AwsError('ValidationException', error.message) : error;
  }

  return {
    name,
    access(operation, input) {
      try {
        return find(operation).access(`${title} ${operation}`, input);
      } catch (error) {
        throw asAwsError(error);
      }
    },
    async handle(operation, input) {
      try {
        return await find(operation).run(`${title} ${operation}`, input);
      } catch (error) {
        throw asAwsError(error);
      }
    },
  };
}
