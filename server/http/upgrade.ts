/**
 * The door of the channel: who may open `api/seats/SEAT/channel`. A learner by cookie, from a page of ours; the seat
 * itself sees to it that it is the learner's.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LearnerCookie } from './learner-cookie.ts';
import { isOriginAllowed } from './origin.ts';

export interface UpgradeSetting {
  readonly cookie: LearnerCookie;
  readonly basePath: string;
  readonly origins: readonly string[];
  readonly trustedProxies: number;
  readonly upgrade: (learner: string, seat: string, request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;
  readonly onFault: (fault: unknown) => void;
}

export function channelDoor(setting: UpgradeSetting) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // A page that goes away meanwhile is no fault; the channel listens for itself later.
    socket.on('error', () => socket.destroy());
    const seat = seatOf(request.url ?? '', setting.basePath);
    if (seat === undefined) {
      refuse(socket, '404 Not Found');
      return;
    }
    if (!isOriginAllowed(request.headers.origin, hostOf(request, setting.trustedProxies), setting.origins)) {
      refuse(socket, '403 Forbidden');
      return;
    }
    const learner = setting.cookie.learner(request.headers.cookie);
    if (learner === undefined) {
      refuse(socket, '401 Unauthorized');
      return;
    }
    Promise.resolve(setting.upgrade(learner, seat, request, socket, head)).catch((fault: unknown) => {
      setting.onFault(fault);
      refuse(socket, '500 Internal Server Error');
    });
  };
}

function seatOf(url: string, basePath: string): string | undefined {
  const path = url.split('?', 1)[0] ?? '';
  if (!path.startsWith(basePath)) return undefined;
  return /^api\/seats\/([\w-]{1,64})\/channel$/.exec(path.slice(basePath.length))?.[1];
}

/** The host that the page asked for: of a proxy's word where one is believed, as Express does for requests. */
function hostOf(request: IncomingMessage, trustedProxies: number): string | undefined {
  const forwarded = request.headers['x-forwarded-host'];
  const named = typeof forwarded === 'string' ? forwarded.split(',', 1)[0]?.trim() : undefined;
  return trustedProxies > 0 && named !== undefined && named !== '' ? named : request.headers.host;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
