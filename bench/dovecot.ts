/**
 * Dovecot as the rival for POP3 and IMAP: started by the bench with a configuration, a password file and Maildirs of its own in
 * a temporary folder, as this user or, by root, for an unprivileged one. It is given its best: log-in processes that
 * stay, pop3 and imap processes that are used again, passwords cached, no penalty, no limit a client could reach.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { benchMailboxes } from './mailboxes.ts';
import { POP_PASSWORD } from './pop-script.ts';

export const DOVECOT = '/usr/sbin/dovecot';
/** Where root starts it, mail belongs to this one: Dovecot opens none as root. */
const UNPRIVILEGED = 65_534;
const START_MS = 10_000;
const PROCESSES = 400;

export interface DovecotPorts {
  readonly pop3: number;
  readonly imap: number;
}

export interface RunningDovecot {
  readonly ports: DovecotPorts;
  end(): Promise<void>;
}

/** Why it can't be started here; undefined where it can. */
export const dovecotMissing = (): string | undefined =>
  existsSync(DOVECOT) ? undefined : `Dovecot is not installed (${DOVECOT})`;

/** @param folder empty, and gone with the bench */
export async function startDovecot(folder: string, ports: DovecotPorts): Promise<RunningDovecot> {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? 'nobody' : (process.env['USER'] ?? 'nobody');
  const uid = isRoot ? UNPRIVILEGED : (process.getuid?.() ?? UNPRIVILEGED);
  const gid = isRoot ? UNPRIVILEGED : (process.getgid?.() ?? UNPRIVILEGED);
  await chmod(folder, 0o755);
  await makeMaildirs(folder, { uid, gid });
  const users = benchMailboxes().map(({ user: name }) => `${name}:{PLAIN}${POP_PASSWORD}\n`);
  await writeFile(path.join(folder, 'users'), users.join(''), { mode: 0o644 });
  const file = path.join(folder, 'dovecot.conf');
  await writeFile(file, configuration({ folder, ports, user, uid, gid }));
  const child = spawn(DOVECOT, ['-F', '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (const port of [ports.pop3, ports.imap]) await listening(child, port, path.join(folder, 'log'));
  return {
    ports,
    end: async () => {
      if (child.exitCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

async function makeMaildirs(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  for (const { user, mails } of benchMailboxes()) {
    const maildir = path.join(folder, 'mail', user);
    for (const part of ['cur', 'new', 'tmp']) await mkdir(path.join(maildir, part), { recursive: true });
    for (const [n, text] of mails.entries()) {
      // Seen, as in our world: a session changes nothing on either side. The name tells the size, as Dovecot itself does.
      const name = `${1_700_000_000 + n}.M${n + 1}P1.bench,S=${text.length},W=${text.length}:2,S`;
      await writeFile(path.join(maildir, 'cur', name), text, 'latin1');
    }
  }
  for (const entry of await readdir(folder, { recursive: true })) await chown(path.join(folder, entry), uid, gid);
}

interface Placed {
  readonly folder: string;
  readonly ports: DovecotPorts;
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
}

function configuration({ folder, ports, user, uid, gid }: Placed): string {
  return `
protocols = pop3 imap
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
default_internal_user = ${user}
default_internal_group = ${user === 'nobody' ? 'nogroup' : user}
default_login_user = ${user}
first_valid_uid = ${uid}
first_valid_gid = ${gid}
mail_location = maildir:${folder}/mail/%u
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
auth_cache_size = 16M
auth_cache_ttl = 1h
auth_failure_delay = 0
mail_max_userip_connections = 0
default_process_limit = ${PROCESSES}
default_client_limit = 10000
default_vsz_limit = 0
pop3_no_flag_updates = yes
pop3_fast_size_lookups = yes
pop3_lock_session = no
maildir_very_dirty_syncs = yes
mailbox_list_index = no
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%u
}
service pop3-login {
  chroot =
  service_count = 0
  process_min_avail = 2
  process_limit = 2
  client_limit = 4000
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = 0
  }
}
service pop3 {
  service_count = 0
  process_min_avail = 16
  process_limit = ${PROCESSES}
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 2
  process_limit = 2
  client_limit = 4000
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service imap {
  service_count = 0
  process_min_avail = 16
  process_limit = ${PROCESSES}
}
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
}

/** Resolves when a client gets in. @throws Error with the way to the log where it never does */
async function listening(child: ChildProcess, port: number, log: string): Promise<void> {
  const until = performance.now() + START_MS;
  while (child.exitCode === null && performance.now() < until) {
    const socket = connect({ host: '127.0.0.1', port });
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`expected Dovecot to answer at port ${port} within ${START_MS} ms; see ${log}`);
}
