/** FTP's store: who may log in, and the files of the host as this user may see and change them. */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import { ftpSettings } from '../protocols/ftp/settings.ts';
import type { FtpStore } from '../protocols/ftp/store.ts';
import { FtpFiles } from './ftp-files.ts';
import type { World } from './world.ts';

/** The system's user for guests, as Debian numbers it. */
const GUEST = { name: 'ftp', uid: 102, gid: 105 };

/** Sessions of each world's hosts. */
const sessions = new WeakMap<World, Map<string, number>>();

/** The settings are described in protocols/ftp/settings.ts. */
export function ftpStore(world: World, host: HostDefinition, service: ServiceDefinition): FtpStore {
  const settings = ftpSettings(service);
  const counts = sessions.get(world) ?? new Map<string, number>();
  sessions.set(world, counts);
  const count = (by: number): number => {
    const now = Math.max(0, (counts.get(host.name) ?? 0) + by);
    counts.set(host.name, now);
    return now;
  };
  return {
    begin: () => count(1),
    end: () => void count(-1),
    logIn: (user, password) => {
      if (/^(?:anonymous|ftp)$/i.test(user)) {
        const root = settings.anonymousRoot;
        if (!settings.anonymous) return { refused: 'wrong', home: root };
        return enter(new FtpFiles(world, { host: host.name, root, home: '/', isAnonymous: true, ...GUEST }), root);
      }
      const account = world.accountAt(host.name, user)?.definition;
      // The system's users are written exactly.
      if (account?.user !== user || password === '' || account.password !== password) {
        return { refused: 'wrong', home: '' };
      }
      const { home, uid, gid } = account;
      const place = settings.chrootUsers ? { root: home, home: '/' } : { root: '/', home };
      return enter(new FtpFiles(world, { host: host.name, ...place, isAnonymous: false, name: user, uid, gid }), home);
    },
  };
}

function enter(files: FtpFiles, home: string): ReturnType<FtpStore['logIn']> {
  return files.enter(files.home) === undefined ? { refused: 'homeless', home } : files;
}
