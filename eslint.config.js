import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { importZones } from './build/import-zones.js';

export default defineConfig(
  { ignores: ['dist/', 'cdk.out/', 'node_modules/', '**/*.mjs'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // Node removes types and keeps imports: `import { type X }` would load a module for nothing.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Ports are records of closures: nothing in them reads `this`.
      '@typescript-eslint/unbound-method': 'off',
      // middy's handlers that answer nothing are `middy<Event, void>`, which the rule does not know as a type argument.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'][importKind!='type'] > ImportSpecifier",
          message:
            "Write `import * as z from 'zod'`: else esbuild puts all of zod, with 50 languages, into the bundle.",
        },
        {
          selector:
            "CallExpression[callee.name='factOf'] > :not(MemberExpression[property.name='subscribes']).arguments",
          message: 'A handler takes what its function.ts subscribes to: else no rule delivers it.',
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_+$', argsIgnorePattern: '^_' }],
    },
  },
  ...importZones,
  {
    files: ['domain/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'console',
        'fetch',
        'crypto',
        'setTimeout',
        'setInterval',
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'Time comes in as an argument.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes in as an argument.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Ids come in as arguments.',
        },
      ],
    },
  },
  { files: ['local/**'], rules: { 'max-lines-per-function': ['error', 80] } },
  {
    // Tests of the stage look into answers of the wire, whose shapes AWS documents, not we.
    files: ['test/local/**'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': ['error', { allowAny: true }],
    },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
