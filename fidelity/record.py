#!/usr/bin/env python3
"""Run a script of client lines against a text-protocol server and write down both directions.

  record.py --proto imap --port 1143 NAME.script              transcript on standard output
  record.py --proto imap --port 1143 -o NAME.transcript NAME.script
  record.py --proto imap --port 1143 --dir transcripts/imap   every script there -> NAME.transcript
  record.py --proto imap --port 1143 --dir transcripts/imap --diff
                                                              play against another server, compare
Only the Python 3 standard library is used.  Options: see --help.

TRANSCRIPT   C: line the client sent          S: line the server sent     (CR LF taken off)
             C2:/S2: second session ...       D< line over the FTP data connection from the server
             D> line over it to the server    -- an event (closed, TLS started, ...)
             #  remark; "# (2.0 s)" = that long passed before the next line
   Marks inside a line: <LF> the line ended in a bare LF, <NOEOL> no line end came,
   <0xNN> a byte that is not printable ASCII.

SCRIPT       plain lines are sent with CR LF, then the complete reply is awaited. Blank lines and
             lines with '# ' first are left out ('# ' lines are copied into the transcript).
  @proto imap | @port NAME      (first lines) protocol; which port of --port-map to use
  @reset                        (first lines) run the --reset command first
  @send LINE                    a line that would otherwise be a directive or a comment
  @empty                        an empty line
  @nowait LINE                  send, do not wait
  @lf LINE                      send with a bare LF
  @raw STRING                   bytes with Python escapes, nothing added; then wait
  @rawnowait STRING
  @long N CHAR PREFIX           PREFIX followed by N times CHAR
  @pipeline ... @end            all lines in one write, then one reply per line
  @burst ... @end               all lines in one write, then read until quiet
  @data ... @end                lines sent exactly (write the final . yourself), then one reply
  @bdat ... @end                SMTP: BDAT <size> [LAST]; first line of the block is LAST or MORE
  @literal ... @end REST        IMAP literal for the preceding line's {=} or {=+} (size put in);
                                REST ends the command line (may hold a further {=})
  @sleep N                      wait without reading
  @wait N                       read for N seconds
  @expect REGEX [SECONDS]       read until a line matches
  @newconn [N] [PORTNAME] [SRC] open session N (default 1), greeting awaited; SRC = own address
  @newconn-nogreet ...          same, without waiting for the greeting
  @two-sessions                 = @newconn 2
  @session N                    the following lines belong to session N
  @drop [N]                     close without a word        @eof   half-close (no more to send)
  @waitclose SECONDS            wait until the server closes
  @tls [N]                      start TLS now on this connection
  @tlsconn N PORTNAME           new connection with TLS from the first byte
  @deliver FROM TO SUBJECT      deliver a small mail over SMTP (--port-map smtp=...)
  @pasv LINE | @epsv LINE       PASV/EPSV, connect, LINE, transfer, final reply
  @port LINE | @eprt LINE       listen, PORT/EPRT, LINE, transfer, final reply
  @pasv-only | @epsv-only       PASV and connect; use with @xfer LINE later
  @xfer LINE                    LINE over the already opened data connection
  @noconnect LINE               LINE after PASV without connecting; waits for final reply
  @abort LINE                   PASV, LINE, read a little, then ABOR
  @upload ... @end              (after a STOR/APPE/STOU directive) the bytes, CR LF line ends
  @upload-lf ... @end           same, bare LF       @upload-raw STRING
"""
import argparse, os, re, select, socket, ssl, subprocess, sys, time, difflib, ast

ap = argparse.ArgumentParser(description='record or compare server conversations')
ap.add_argument('script', nargs='*')
ap.add_argument('--proto')
ap.add_argument('--host', default='127.0.0.1')
ap.add_argument('--port', type=int)
ap.add_argument('--port-map', default='', help='NAME=PORT or NAME=HOST:PORT, comma separated; used by @port, @newconn, @tlsconn, @deliver')
ap.add_argument('-o', '--out')
ap.add_argument('--dir')
ap.add_argument('--only', help='regular expression on the script name')
ap.add_argument('--reset', help='shell command run before scripts that say @reset')
ap.add_argument('--timeout', type=float, default=20)
ap.add_argument('--quiet-time', type=float, default=0.6)
ap.add_argument('--no-timing', action='store_true')
ap.add_argument('--diff', action='store_true', help='compare with NAME.transcript instead of writing it')
ap.add_argument('--strict', action='store_true', help='with --diff: no masking of times, ids, ports')
ap.add_argument('--codes', action='store_true', help='with --diff: compare reply codes/status words only, not the texts')

def show(b):
    out = []
    for c in b:
        out.append(chr(c) if 32 <= c < 127 or c == 9 else '<0x%02X>' % c)
    return ''.join(out)

class Closed(Exception): pass
class Timeout(Exception): pass

class Conn:
    def __init__(self, rec, n, sock):
        self.rec, self.n, self.s, self.buf, self.open = rec, n, sock, b'', True
        self.tag = None; self.lastcmd = ''; self.cont = self.seen_tag = False
    def name(self, c): return c if self.n == 1 else c + str(self.n)
    def send(self, b, log=True):
        if self.open and self.n in self.rec.conns:  # has the server closed while we were not reading?
            try:
                if not isinstance(self.s, ssl.SSLSocket) and select.select([self.s], [], [], 0)[0] and self.s.recv(1, socket.MSG_PEEK) == b'':
                    self.open = False; self.rec.event('server closed the connection', self.n)
            except OSError: self.open = False; self.rec.event('connection reset by the server', self.n)
        if not self.open:
            self.rec.event('not sent, the connection is closed: ' + show(b[:60].split(b'\r\n')[0]), self.n); return
        if log: self.log(b)
        try: self.s.sendall(b)
        except OSError as e: self.rec.event('cannot send: connection is closed', self.n)
    def log(self, b):
        parts = b.split(b'\n')
        for i, p in enumerate(parts):
            last = i == len(parts) - 1
            if last and p == b'': break
            if last: t = show(p) + '<NOEOL>'
            elif p.endswith(b'\r'): t = show(p[:-1])
            else: t = show(p) + '<LF>'
            self.rec.line(self.name('C') + ': ' + t)
    def fill(self, t):
        if not self.open: raise Closed
        if isinstance(self.s, ssl.SSLSocket) and self.s.pending(): r = True
        else: r, _, _ = select.select([self.s], [], [], max(0, t))
        if not r: raise Timeout
        try: d = self.s.recv(65536)
        except ssl.SSLWantReadError: return
        except ConnectionResetError: self.open = False; self.rec.event('connection reset by the server', self.n); raise Closed
        except (ssl.SSLError, OSError): d = b''
        if not d:
            while b'\n' in self.buf: self.readline(0)
            if self.buf: self.rec.line(self.name('S') + ': ' + show(self.buf) + '<NOEOL>'); self.buf = b''
            self.open = False
            self.rec.event('server closed the connection', self.n); raise Closed
        self.buf += d
    def readline(self, t):
        end = time.time() + t
        t0 = time.time()
        while b'\n' not in self.buf: self.fill(end - time.time())
        l, self.buf = self.buf.split(b'\n', 1)
        self.rec.waited(time.time() - t0)
        if l.endswith(b'\r'): l = l[:-1]; self.rec.line(self.name('S') + ': ' + show(l))
        else: self.rec.line(self.name('S') + ': ' + show(l) + '<LF>')
        return l
    def readbytes(self, n, t):
        end = time.time() + t
        while len(self.buf) < n: self.fill(end - time.time())
        d, self.buf = self.buf[:n], self.buf[n:]
        return d

class Rec:
    def __init__(self, a):
        self.a, self.lines, self.conns, self.cur = a, [], {}, 1
        self.code = b''; self.piped = False; self.pm = {}
        for p in filter(None, a.port_map.split(',')):
            k, v = p.split('=')
            h, _, q = v.rpartition(':'); self.pm[k] = (h or a.host, int(q))
    def line(self, s): self.lines.append(s)
    def event(self, s, n=1): self.line('-- ' + s + ('' if n == 1 else ' (session %d)' % n))
    def waited(self, t):
        if t >= 0.75 and not self.a.no_timing: self.line('# (%.1f s)' % (round(t * 2) / 2))
    @property
    def c(self): return self.conns[self.cur]
    def connect(self, n, port=None, src=None, tls=False, greet=True):
        if port and port not in self.pm: self.event('there is no %s port' % port, n); raise OSError('--port-map has no ' + port)
        h, p = (self.a.host, self.a.port) if not port else self.pm[port]
        s = socket.socket(); s.settimeout(None)
        if src: s.bind((src, 0))
        try: s.connect((h, p))
        except OSError as e: self.event('connection refused', n); raise
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.conns[n] = Conn(self, n, s); self.cur = n
        self.event('connected' + (' with TLS' if tls else '') + (' to the %s port' % port if port else '') + (' from another address' if src else ''), n)
        if tls: self.tls(n)
        if greet: self.reply(greeting=True)
    def tls(self, n):
        ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); ctx.check_hostname = False; ctx.verify_mode = ssl.CERT_NONE
        c = self.conns[n]
        c.s.settimeout(self.a.timeout)  # a server without TLS may wait for the end of what it takes for a line
        try: c.s = ctx.wrap_socket(c.s, server_hostname='localhost')
        except (ssl.SSLError, OSError) as e: self.event('TLS handshake failed', n); c.open = False; return
        c.s.settimeout(None)
        self.event('TLS started', n)
    # --- one complete reply
    def reply(self, greeting=False, t=None):
        t = t or self.a.timeout
        try: getattr(self, 'reply_' + self.a.proto)(self.c, greeting, t)
        except Timeout: self.event('no (further) reply within %g s' % t, self.cur)
        except Closed: pass
        else: self.settle()
    def settle(self):  # lines that come right after a reply (a goodbye, for example) belong to it
        c = self.c
        if self.piped or (self.a.proto == 'ftp' and self.code[:1] == b'1'): return
        try:
            while True:
                while b'\n' in c.buf: c.readline(1)
                c.fill(0.04)
        except (Timeout, Closed): pass
    def reply_smtp(self, c, greeting, t):
        l = c.readline(t); self.code = l[:3]
        m = re.match(rb'(\d\d\d)-', l)
        if m:
            while True:
                l = c.readline(t)
                if self.a.proto == 'ftp':
                    if re.match(re.escape(m.group(1)) + rb'( |$)', l): break
                elif re.match(rb'\d\d\d( |$)', l): break
    reply_ftp = reply_smtp
    def reply_pop3(self, c, greeting, t):
        l = c.readline(t)
        w = c.lastcmd.upper().split()
        multi = w and (w[0] in ('RETR', 'TOP', 'CAPA') or (w[0] in ('LIST', 'UIDL', 'AUTH') and len(w) == 1))
        if not greeting and multi and l.startswith(b'+OK'):
            while c.readline(t) != b'.': pass
    def reply_imap(self, c, greeting, t):
        c.cont = False
        while True:
            l = self.imapline(c, t)
            if greeting: return
            if l.startswith(b'+'): c.cont = True; return
            if c.tag and l.split(b' ')[0] == c.tag: return
            if re.match(rb'\* BAD', l) and not (c.tag and c.seen_tag): return
    def imapline(self, c, t):
        full = b''
        while True:
            l = c.readline(t); full += l
            m = re.search(rb'\{(\d+)\+?\}$', l)
            if not m: return full
            d = c.readbytes(int(m.group(1)), t)
            parts = d.split(b'\n')
            for i, p in enumerate(parts):
                if i == len(parts) - 1:
                    c.buf = p + c.buf  # the rest of the line shows after the literal's last piece
                    if p: self.pending_noeol = True
                else:
                    self.line(c.name('S') + ': ' + (show(p[:-1]) if p.endswith(b'\r') else show(p) + '<LF>'))
    def setcmd(self, text):
        c = self.c
        c.lastcmd = text
        if self.a.proto == 'imap':
            if c.cont: c.cont = False; return  # an answer to '+': the tag stays
            w = text.split(' ')
            c.tag = w[0].encode('latin1', 'replace') if w and w[0] else None
            c.seen_tag = bool(re.match(r'[^\s(){%*"\\+]+ +[^\s]', text))
    def cmd(self, text, eol=b'\r\n', wait=True, raw=None):
        self.setcmd(text)
        self.c.send(raw if raw is not None else text.encode('latin1', 'replace') + eol)
        if wait: self.reply()
    def quiet(self, secs, regex=None):
        end = time.time() + secs
        while True:
            try:
                l = self.c.readline(end - time.time())
                if regex and re.search(regex, show(l)): return
            except Timeout:
                if regex: self.event('nothing matched %s within %g s' % (regex, secs), self.cur)
                return
            except Closed: return
    # --- FTP data
    def opendata(self, how):
        self.lsock = self.dsock = None
        if how in ('pasv', 'epsv'):
            n0 = len(self.lines)
            self.cmd(how.upper())
            last = [x for x in self.lines[n0:] if re.match(r'S\d?: ', x)][-1:]
            last = last[0] if last else ''
            m = re.search(r'(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)', last) if how == 'pasv' else re.search(r'\|\|\|(\d+)\|', last)
            if not m: self.event('no passive address in the reply'); return False
            self.daddr = ('.'.join(m.groups()[:4]), int(m.group(5)) * 256 + int(m.group(6))) if how == 'pasv' else (self.a.host, int(m.group(1)))
        else:
            self.lsock = socket.socket(); self.lsock.bind((self.a.host, 0)); self.lsock.listen(1)
            h, p = self.lsock.getsockname()
            if how == 'port': self.cmd('PORT %s,%d,%d' % (h.replace('.', ','), p >> 8, p & 255))
            else: self.cmd('EPRT |1|%s|%d|' % (h, p))
        return True
    def dataconnect(self):
        try: self.dsock = socket.create_connection(self.daddr, timeout=10)
        except OSError: self.event('data connection refused'); self.dsock = None
    def transfer(self, text, up=None, connect=True, abort=False):
        self.setcmd(text); self.c.send(text.encode('latin1') + b'\r\n')
        if connect and not self.lsock and not self.dsock: self.dataconnect()
        self.code = b''
        self.reply()
        if self.code[:1] == b'1':
            if self.lsock:
                self.lsock.settimeout(10)
                try: self.dsock, _ = self.lsock.accept()
                except OSError: self.event('server did not open the data connection')
            d = b''
            if self.dsock:
                self.dsock.settimeout(15)
                if self.protp:
                    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); ctx.check_hostname = False; ctx.verify_mode = ssl.CERT_NONE
                    try: self.dsock = ctx.wrap_socket(self.dsock)
                    except (ssl.SSLError, OSError) as e: self.event('TLS on the data connection failed')
                try:
                    if up is not None:
                        self.dlog('D> ', up); self.dsock.sendall(up)
                        if self.protp:
                            try: self.dsock.unwrap()
                            except (OSError, ssl.SSLError): pass
                        self.dsock.close(); self.dsock = None
                    else:
                        while not abort:
                            x = self.dsock.recv(65536)
                            if not x: break
                            d += x
                        if abort: time.sleep(0.2); self.cmd('ABOR')
                        else: self.dlog('D< ', d)
                except OSError: self.event('data connection broke')
            if self.dsock: self.dsock.close()
            self.reply()
        if self.lsock: self.lsock.close()
        if self.dsock: self.dsock.close()
        self.lsock = self.dsock = None
    def dlog(self, mark, d):
        crlf = d.count(b'\r\n'); lf = d.count(b'\n') - crlf
        self.event('data: %d bytes, %d CRLF, %d bare LF' % (len(d), crlf, lf))
        parts = d.split(b'\n')
        for i, p in enumerate(parts):
            if i == len(parts) - 1:
                if p: self.line(mark + show(p) + '<NOEOL>')
            elif p.endswith(b'\r'): self.line(mark + show(p[:-1]))
            else: self.line(mark + show(p) + ('<LF>' if crlf else ''))
    def deliver(self, frm, to, subject):
        h, p = self.pm.get('smtp', (self.a.host, 2525))
        s = socket.create_connection((h, p)); f = s.makefile('rwb')
        def rd():
            while True:
                l = f.readline()
                if not l or l[3:4] != b'-': return l
        rd()
        for x in ('EHLO client.thm', 'MAIL FROM:<%s>' % frm, 'RCPT TO:<%s>' % to, 'DATA'):
            f.write(x.encode() + b'\r\n'); f.flush(); rd()
        f.write(('From: %s\r\nTo: %s\r\nSubject: %s\r\n\r\nDelivered while you were connected.\r\n.\r\n' % (frm, to, subject)).encode()); f.flush()
        ok = rd(); f.write(b'QUIT\r\n'); f.flush(); s.close()
        self.event('mail delivered over SMTP: %s -> %s, subject %s' % (frm, to, subject) if ok.startswith(b'250') else 'SMTP delivery failed')
        time.sleep(1.0)
    def run(self, path):
        src = open(path, encoding='latin1', newline='').read().split('\n')
        if src and src[-1] == '': src.pop()
        a = self.a; self.protp = False; self.lsock = self.dsock = None; portname = None
        i = 0; head = []
        while i < len(src):
            l = src[i]
            if l.startswith('@proto '): a.proto = l.split()[1]
            elif l.startswith('@port ') and len(l.split()) == 2 and l.split()[1] in ('open', 'tls', 'other', 'lock'): portname = l.split()[1]
            elif l == '@reset':
                if a.reset and subprocess.call(a.reset, shell=True): print('reset failed', file=sys.stderr)
            elif l.startswith('# ') or not l.strip(): head.append(l)
            else: break
            i += 1
        for h in head:
            if h.strip(): self.line(h)
        if not (i < len(src) and src[i].startswith(('@newconn', '@tlsconn'))): self.connect(1, portname)
        def block(i):
            j = i + 1
            while j < len(src) and not (src[j] == '@end' or src[j].startswith('@end ')): j += 1
            return src[i + 1:j], j, (src[j][5:] if j < len(src) and len(src[j]) > 4 else '')
        def size_in(text, i):  # put the size of the following @literal into {=}
            if '{=' in text and i + 1 < len(src) and src[i + 1].startswith('@literal'):
                b, _, _ = block(i + 1)
                text = re.sub(r'\{=(\+?)\}$', lambda m: '{%d%s}' % (len('\r\n'.join(b)) + (2 if b else 0) - (2 if src[i + 1] == '@literal-exact' else 0), m.group(1)), text)
            return text
        while i < len(src):
            l = src[i]
            w = l.split(' ')
            d = w[0]; rest = l[len(d) + 1:]
            if d.startswith('@'):
                if d == '@send': self.cmd(rest)
                elif d == '@empty': self.cmd('')
                elif d == '@nowait': self.cmd(rest, wait=False)
                elif d == '@lf': self.cmd(rest, eol=b'\n')
                elif d in ('@raw', '@rawnowait'):
                    b = ast.literal_eval("b'" + rest.replace("'", "\\'") + "'")
                    self.cmd(b.decode('latin1').rstrip('\r\n'), raw=b, wait=d == '@raw')
                elif d == '@long':
                    t = rest.split(' ', 2); s = (t[2] if len(t) > 2 else '') + t[1] * int(t[0])
                    self.setcmd(s); self.line(self.c.name('C') + ': ' + (t[2] if len(t) > 2 else '') + '<%s times %s>' % (t[0], t[1]))
                    self.c.send(s.encode() + b'\r\n', log=False); self.reply()
                elif d in ('@pipeline', '@burst'):
                    b, i, _ = block(i)
                    self.c.send(b''.join(x.encode('latin1') + b'\r\n' for x in b))
                    if d == '@burst': self.quiet(self.a.quiet_time + 1)
                    else:
                        self.piped = True
                        for x in b:
                            if not self.c.open: break
                            self.setcmd(x); self.reply()
                        self.piped = False
                elif d == '@data':
                    b, i, _ = block(i)
                    self.c.send(b''.join(x.encode('latin1') + b'\r\n' for x in b)); self.setcmd(''); self.reply()
                elif d == '@bdat':
                    b, i, _ = block(i)
                    body = ''.join(x + '\r\n' for x in b[1:]).encode('latin1')
                    self.c.send(('BDAT %d%s\r\n' % (len(body), ' LAST' if b[0] == 'LAST' else '')).encode() + body); self.reply()
                elif d.startswith('@literal'):
                    b, j, after = block(i)
                    body = ('\r\n'.join(b) + ('\r\n' if b and d == '@literal' else '')).encode('latin1')
                    after = size_in(after, j)
                    self.c.send(body + after.encode('latin1') + b'\r\n'); i = j
                    if not after.endswith('+}'): self.reply()
                elif d == '@sleep': time.sleep(float(rest))
                elif d == '@wait': self.quiet(float(rest))
                elif d == '@expect':
                    m = re.match(r'(.*?)(?: (\d+))?$', rest); self.quiet(float(m.group(2) or 10), m.group(1))
                elif d in ('@newconn', '@newconn-nogreet', '@two-sessions', '@tlsconn'):
                    n = int(w[1]) if len(w) > 1 else (2 if d == '@two-sessions' else 1)
                    pn = (w[2] if len(w) > 2 and w[2] != '-' else None) or (portname if d != '@tlsconn' else None)
                    self.connect(n, pn, w[3] if len(w) > 3 else None, d == '@tlsconn', d != '@newconn-nogreet')
                elif d == '@session': self.cur = int(rest)
                elif d == '@drop':
                    n = int(rest or self.cur); self.conns[n].s.close(); self.conns[n].open = False
                    self.event('client dropped the connection', n); time.sleep(0.5)
                elif d == '@eof':
                    self.c.s.shutdown(socket.SHUT_WR); self.event('client half-closed', self.cur)
                elif d == '@waitclose': self.quiet(float(rest)); 
                elif d == '@tls': self.tls(int(rest or self.cur))
                elif d == '@protp': self.protp = True
                elif d == '@deliver':
                    p = rest.split(' ', 2); self.deliver(*p)
                elif d in ('@pasv', '@epsv', '@port', '@eprt', '@xfer', '@noconnect', '@abort'):
                    up = None
                    if i + 1 < len(src) and src[i + 1].split(' ')[0] in ('@upload', '@upload-lf', '@upload-raw'):
                        u = src[i + 1]
                        if u.startswith('@upload-raw'):
                            up = ast.literal_eval("b'" + u[12:].replace("'", "\\'") + "'"); nxt = i + 1
                        else:
                            b, nxt, _ = block(i + 1); e = '\n' if u == '@upload-lf' else '\r\n'
                            up = ''.join(x + e for x in b).encode('latin1')
                        i = nxt
                    if d == '@noconnect':
                        if self.opendata('pasv'): self.transfer(rest, up, connect=False)
                    elif d == '@xfer': self.transfer(rest, up)
                    elif d == '@abort':
                        if self.opendata('pasv'): self.transfer(rest, up, abort=True)
                    elif self.opendata(d[1:]): self.transfer(rest, up)
                elif d in ('@pasv-only', '@epsv-only'):
                    if self.opendata(d[1:5]): self.dataconnect()
                else: raise SystemExit('%s:%d unknown directive %s' % (path, i + 1, d))
            elif l.startswith('# ') : self.line(l)
            elif l.strip() == '': pass
            else:
                t = size_in(l, i)
                # a non-synchronising literal: do not wait, the @literal follows
                self.cmd(t, wait=not t.endswith('+}'))
            i += 1
        for n in sorted(self.conns):
            c = self.conns[n]
            if c.open:
                self.cur = n; self.quiet(0.3)
            if c.open: self.event('end of script', n); c.s.close()
        return '\n'.join(self.lines) + '\n'

MASKS = [
    (r'\(\d+\.\d+ \+ \d+\.\d+( \+ \d+\.\d+)? secs\)', '(T secs)'),
    (r'(Mon|Tue|Wed|Thu|Fri|Sat|Sun), +\d+ [A-Z][a-z][a-z] \d{4} \d\d:\d\d:\d\d [+-]\d{4}', 'DATE'),
    (r'"[ \d]\d-[A-Z][a-z][a-z]-20(2[5-9]|[3-9]\d) \d\d:\d\d:\d\d [+-]\d{4}"', '"DATE"'),
    (r'UIDVALIDITY \d{10}', 'UIDVALIDITY N'), (r'(APPENDUID|COPYUID) \d{10}', r'\1 N'),
    (r'\b\d[A-Za-z]\w{4,5}-\w{6,11}-\w{2,4}\b', 'MSGID'),
    (r'\(\d+,\d+,\d+,\d+,\d+,\d+\)', '(A,A,A,A,P,P)'), (r'PORT \d+,\d+,\d+,\d+,\d+,\d+', 'PORT A,A,A,A,P,P'),
    (r'\|\|\|\d+\|', '|||P|'), (r'\|1\|([\d.]+)\|\d+\|', r'|1|\1|P|'),
    (r'(?<=:)\d{5}\b', 'P'), (r'[A-Z][a-z][a-z] [ \d]\d \d\d:\d\d', 'Mon DD HH:MM'), (r'\b20(2[5-9]|[3-9]\d)\d{10}\b', 'STAMP'),
    (r'(no \(further\) reply within) [\d.]+ s', r'\1 T'), (r'^# \([\d.]+ s\)$', ''),
]
def masked(t, a):
    out = []
    for l in t.split('\n'):
        if not a.strict:
            for r, s in MASKS: l = re.sub(r, s, l)
            if re.match(r'# \(', l): continue
            if l.startswith('#') or l == '': continue
        if a.codes and re.match(r'S\d?: ', l):
            k, v = l.split(': ', 1)
            m = re.match(r'(\d\d\d[ -]|\+OK|-ERR|\* [A-Z0-9]+( [A-Z]+)?|\S+ (OK|NO|BAD)|\+)', v); l = k + ': ' + (m.group(0) if m else v)
        out.append(l)
    return out
def main():
    a = ap.parse_args()
    files = list(a.script)
    if a.dir: files += sorted(os.path.join(a.dir, f) for f in os.listdir(a.dir) if f.endswith('.script'))
    if a.only: files = [f for f in files if re.search(a.only, os.path.basename(f))]
    bad = 0; proto0 = a.proto
    for f in files:
        a.proto = proto0
        r = Rec(a)
        try: text = r.run(f)
        except OSError as e: text = '\n'.join(r.lines) + '\n'; print('%s: %s' % (f, e), file=sys.stderr)
        gold = f[:-7] + '.transcript' if f.endswith('.script') else f + '.transcript'
        if a.diff:
            want, got = masked(open(gold).read(), a), masked(text, a)
            if want == got: print('same    ' + os.path.basename(f))
            else:
                bad += 1; print('DIFFERS ' + os.path.basename(f))
                print('\n'.join(difflib.unified_diff(want, got, 'golden', 'this server', lineterm='', n=2)))
        elif a.dir and not a.out: open(gold, 'w').write(text); print('%5d lines  %s' % (text.count('\n'), os.path.basename(gold)))
        elif a.out: open(a.out, 'w').write(text)
        else: sys.stdout.write(text)
    if a.diff: print('%d scripts, %d differ' % (len(files), bad)); sys.exit(1 if bad else 0)
if __name__ == '__main__': main()
