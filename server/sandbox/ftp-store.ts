/** FTP's store: who may log in, and the files of the host as this user may see and change them. */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import { ftpSettings } from '../protocols/ftp/settings.ts';
import type { FtpStore, SessionCount } from '../protocols/ftp/store.ts';
import { FtpFiles } from './ftp-files.ts';
import type { World } from './world.ts';

/** The system's user for guests, as Debian numbers it. */
const GUEST = { name: 'ftp', uid: 102, gid: 105 };

/** Sessions of each world's hosts, by client. */
const sessions = new WeakMap<World, Map<string, SessionCounts>>();

/** The settings are described in protocols/ftp/settings.ts. */
export function ftpStore(world: World, host: HostDefinition, service: ServiceDefinition): FtpStore {
  const settings = ftpSettings(service);
  const quota = { bytes: settings.quotaBytes ?? Infinity, files: settings.quotaFiles ?? Infinity };
  const ofWorld = sessions.get(world) ?? new Map<string, SessionCounts>();
  sessions.set(world, ofWorld);
  const ofHost = ofWorld.get(host.name) ?? new SessionCounts();
  ofWorld.set(host.name, ofHost);
  return {
    begin: (clientHost) => ofHost.begin(clientHost),
    end: (clientHost) => ofHost.end(clientHost),
    logIn: (user, password) => {
      if (/^(?:anonymous|ftp)$/i.test(user)) {
        const root = settings.anonymousRoot;
        if (!settings.anonymous) return { refused: 'wrong', home: root };
        return enter(
          new FtpFiles(world, { host: host.name, root, home: '/', isAnonymous: true, quota, ...GUEST }),
          root,
        );
      }
      const account = world.accountAt(host.name, user)?.definition;
      // The system's users are written exactly.
      if (account?.user !== user || password === '' || account.password !== password) {
        return { refused: 'wrong', home: '' };
      }
      const { home, uid, gid } = account;
      const place = settings.chrootUsers ? { root: home, home: '/' } : { root: '/', home };
      return enter(
        new FtpFiles(world, { host: host.name, ...place, isAnonymous: false, name: user, uid, gid, quota }),
        home,
      );
    },
  };
}

function enter(files: FtpFiles, home: string): ReturnType<FtpStore['logIn']> {
  return files.enter(files.home) === undefined ? { refused: 'homeless', home } : files;
}

class SessionCounts {
  #all = 0;
  readonly #ofClients = new Map<string, number>();

  begin(clientHost: string): SessionCount {
    const ofClient = (this.#ofClients.get(clientHost) ?? 0) + 1;
    this.#ofClients.set(clientHost, ofClient);
    return { all: ++this.#all, ofClient };
  }

  end(clientHost: string): void {
    const left = (this.#ofClients.get(clientHost) ?? 0) - 1;
    if (left > 0) this.#ofClients.set(clientHost, left);
    else this.#ofClients.delete(clientHost);
    this.#all--;
  }
}
