import { z } from 'zod';
import type { Protocol } from '../registry.ts';
import { vocabulary } from './commands.ts';
import { EchoEngine } from './engine.ts';
import { EchoReader } from './reader.ts';

export const echo: Protocol<unknown> = {
  name: 'echo',
  port: 7,
  vocabulary,
  settings: z.strictObject({}),
  create: () => new EchoEngine(),
  read: () => new EchoReader(),
  meaning: () => undefined,
  farewell: () => '',
};
