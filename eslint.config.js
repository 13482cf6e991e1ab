import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Refuses imports; the message says what the folder may use instead. */
const zone = (files, patterns, options = {}) => ({
  files,
  ...options,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const aws = { regex: '^@aws-sdk/', message: 'Only functions/adapters knows AWS.' };
const outside = (allowed, message) => ({ regex: `^(?!${allowed})`, message });

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
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_+$', argsIgnorePattern: '^_' }],
    },
  },
  zone(
    ['domain/**'],
    [
      // Time zones are arithmetic: the polyfill is asked about given instants, never for the present one.
      { regex: '^(?!temporal-polyfill$)[^.]', message: 'The domain is pure: it imports nothing but itself.' },
      {
        regex: '/(functions|events|policies|lib|local|demo|client)/',
        message: 'The domain imports only itself.',
      },
    ],
  ),
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
  zone(['events/**'], [outside('(zod$|\\./)', 'The contracts import only zod and themselves.')]),
  zone(
    ['policies/**'],
    [outside('(zod$|node:|\\./)', 'Policies are data: they import only zod and themselves.')],
  ),
  zone(
    ['functions/**'],
    [
      aws,
      {
        regex: '/(lib|local|demo|client)/',
        message: 'Functions know nothing of infrastructure, stage and demo.',
      },
    ],
    // index.ts alone builds a function's adapters; the adapters themselves are the ones that may.
    { ignores: ['functions/adapters/**'] },
  ),
  zone(
    ['functions/*/handler.ts', 'functions/*/!(index).ts', 'functions/ports/**', 'functions/runtime/**'],
    [aws, { regex: '/adapters/', message: 'A handler speaks to ports; index.ts gives it the adapters.' }],
    { ignores: ['functions/adapters/**'] },
  ),
  zone(
    ['lib/**', 'bin/**'],
    [
      aws,
      {
        regex: '/functions/.*(handler|index)\\.ts$',
        message: 'Infrastructure shares types with functions, never code.',
      },
      {
        regex: '/(local|demo|domain)/',
        message: 'Infrastructure knows nothing of the stage and the domain.',
      },
    ],
  ),
  zone(
    ['local/**'],
    [
      {
        regex: '/(functions|domain|events|lib|policies|demo|client)/',
        message: 'The stage runs the synthesized template and the built bundles, never the source.',
      },
    ],
  ),
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
