/** What the server answers to a request that it can't carry out: what happened, then what to do. */
import type { Words } from '../say.ts';

export const http = {
  'http.missing': 'There is nothing at this address. It may have been misspelt.',
  'http.no-lab': 'There is no lab “{lab}” here. It may have been renamed: pick one from the list of labs.',
  'http.no-step': 'Nothing is kept of step “{step}” yet: begin the lab first.',
  'http.no-model': 'There is no model to show: it comes when you have finished the lab.',
  'http.malformed': 'The server did not understand the request. Load the page anew to get the newest one.',
  'http.too-large': 'The request is larger than the {limit} bytes that the server takes.',
  'http.foreign': 'This request came from a page of another site, so it was not carried out. Open Plaintalk itself.',
  'http.many-learners':
    'Many learners begin from your network at this moment. Wait {seconds} seconds, then try again: your place is kept.',
  'http.full': 'Every place on this server is taken at this moment. Wait half a minute, then try again.',
  'http.fault': 'The server met a fault of its own. Try again; if it stays, tell your instructor.',
} as const satisfies Words;
