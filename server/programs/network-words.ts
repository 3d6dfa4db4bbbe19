/** What the C library says of a connection that failed, for every program that dials. */
import type { Refusal } from '../protocols/engine.ts';

/** strerror(3) of the error that connect(2) gave. */
export function errorText(refusal: Refusal): string {
  switch (refusal) {
    case 'connection-refused':
      return 'Connection refused';
    case 'no-route':
      return 'No route to host';
    case 'timed-out':
      return 'Connection timed out';
    case 'limit':
      return 'Too many open files';
  }
}
