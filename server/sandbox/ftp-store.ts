/** FTP's store: who may log in, and the files of the host as this user may see and change them. */
import type { HostDefinition, ServiceDefinition } from '../../labs/world.ts';
import { ftpSettings } from '../protocols/ftp/settings.ts';
import type { FtpStore, SessionCount } from '../protocols/ftp/store.ts';
import { FtpFiles } from './ftp-files.ts';
import type { World } from './world.ts';

/** The system's user for guests, as Debian numbers it. */
const GUEST = { name: 'ftp', uid: 102, gid: 105 };

/** Each world's, by host, which has one FTP service: all its sessions have one store, which counts them. */
const stores = new WeakMap<World, Map<string, FtpStore>>();

/** The settings are described in protocols/ftp/settings.ts. */
export function ftpStore(world: World, host: HostDefinition, service: ServiceDefinition): FtpStore {
  const ofWorld = stores.get(world) ?? new Map<string, FtpStore>();
  stores.set(world, ofWorld);
  const store = ofWorld.get(host.name) ?? newStore(world, host, service);
  ofWorld.set(host.name, store);
  return store;
}

function newStore(world: World, host: HostDefinition, service: ServiceDefinition): FtpStore {
  const settings = ftpSettings(service);
  const quota = { bytes: settings.quotaBytes ?? Infinity, files: settings.quotaFiles ?? Infinity };
  const sessions = new SessionCounts();
  const { anonymousRoot } = settings;
  // All guests see the same, and where their root is need be looked up only once.
  const guest = new FtpFiles(world, {
    host: host.name,
    root: anonymousRoot,
    home: '/',
    isAnonymous: true,
    quota,
    ...GUEST,
  });
  return {
    begin: (clientHost) => sessions.begin(clientHost),
    end: (clientHost) => sessions.end(clientHost),
    logIn: (user, password) => {
      if (/^(?:anonymous|ftp)$/i.test(user)) {
        return settings.anonymous ? enter(guest, anonymousRoot) : { refused: 'wrong', home: anonymousRoot };
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
