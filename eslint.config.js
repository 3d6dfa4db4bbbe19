import globals from 'globals';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { arrows } from './scripts/arrows.mjs';

const house = { rules: { arrows } };

export default ts.config(
  { ignores: ['server/pure.d.ts', 'dist/', 'node_modules/', 'test-results/', 'playwright-report/', '.tmp/'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.node },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'scripts/*.mjs', 'scripts/*.ts'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    plugins: { house },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'house/arrows': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Control characters are what these protocols are made of.
      'no-control-regex': 'off',
      eqeqeq: 'error',
    },
  },
  {
    // PURE folders: no clock and no randomness; the compiler keeps Node and the DOM out (server/tsconfig.pure.json).
    files: ['labs/**/*.ts', 'server/{contract,mail,protocols,programs,capture,sandbox}/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.testkit.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        {
          name: 'Date',
          message: 'PURE code is given the time: only Date.UTC and new Date(ms) by calendar.ts know Date.',
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'PURE code has no randomness.' },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts', 'web/**/*.ts'],
    languageOptions: { globals: { ...globals.browser }, parserOptions: { parser: ts.parser } },
    rules: {
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // What is shown is `$state`; private maps and sets beside it are bookkeeping, and shall not be watched.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', 'scripts/**'],
    ...ts.configs.disableTypeChecked,
  },
);
