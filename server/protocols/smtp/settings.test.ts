/** What is set of a service, where worlds share a part of what their files say. */
import { expect, test } from 'vitest';
import type { HostDefinition, ServiceDefinition } from '../../../labs/world.ts';
import { isLocal } from './recipients.ts';
import { smtpSettings, submissionService } from './settings.ts';

const submission: ServiceDefinition = { software: 'Exim', settings: {} };

/** A host as a learner's own values make it: only port 25 differs from another learner's. */
function hostWith(name: string, settings: Record<string, unknown>): HostDefinition {
  const smtp = { software: 'Exim', settings };
  return {
    name,
    address: '10.0.0.1',
    aliases: [],
    files: [],
    services: { smtp, submission },
  };
}

test('a submission service takes what is set of port 25 on its own host, and of no other that shares it', () => {
  const banners = ['amber', 'birch'].map((word) => {
    return smtpSettings(submissionService(hostWith('a.thm', { banner: word }), submission)).banner;
  });
  expect(banners).toEqual(['amber', 'birch']);
});

test('mail for a host’s own names is its own, also where another host shares its service', () => {
  const isOwn = (name: string, domain: string): boolean => {
    return isLocal({ host: hostWith(name, {}), service: submission }, domain);
  };
  expect(isOwn('a.thm', 'a.thm')).toBe(true);
  expect(isOwn('b.thm', 'a.thm')).toBe(false);
  expect(isOwn('b.thm', 'b.thm')).toBe(true);
});
