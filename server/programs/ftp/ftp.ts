/** `ftp`: the registry's row. */
import type { ChildEntry } from '../child.ts';
import { Client } from './client.ts';

export const ftp: ChildEntry = { name: 'ftp', create: (setting) => new Client(setting) };
