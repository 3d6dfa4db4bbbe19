"""Python's imaplib against a server: imaplib.py PORT USER PASSWORD. Says what it met as one JSON object."""
import imaplib
import json
import sys

port, user, password = int(sys.argv[1]), sys.argv[2], sys.argv[3]
said = {}


def text(data):
    return [part.decode("latin-1") if isinstance(part, bytes) else part for part in data if part is not None]


with imaplib.IMAP4("127.0.0.1", port) as server:
    said["capabilities"] = list(server.capabilities)
    server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    said["noop"] = server.noop()[0]
    said["namespace"] = text(server.namespace()[1])
    said["list"] = sorted(text(server.list()[1]))
    said["status"] = text(server.status("INBOX", "(MESSAGES UNSEEN UIDNEXT)")[1])
    said["count"] = text(server.select("INBOX")[1])
    said["search"] = text(server.search(None, "UNSEEN")[1])
    said["sort"] = text(server.sort("(REVERSE DATE)", "UTF-8", "ALL")[1])
    said["thread"] = text(server.thread("REFERENCES", "UTF-8", "ALL")[1])
    kind, data = server.fetch("3", "(FLAGS BODY.PEEK[])")
    said["body"] = data[0][1].decode("latin-1")
    said["uid"] = text(server.uid("FETCH", "1:*", "(FLAGS)")[1])
    said["store"] = text(server.store("2", "+FLAGS", r"(\Flagged)")[1])
    said["create"] = server.create("Python")[0]
    said["subscribe"] = server.subscribe("Python")[0]
    said["copy"] = server.copy("1:2", "Python")[0]
    said["uidcopy"] = text(server.response("COPYUID")[1])
    message = b"Subject: Appended\r\n\r\nBy imaplib, \xc3\xbc.\r\n"
    date = imaplib.Time2Internaldate(1719482400)
    said["append"] = server.append("Python", r"(\Seen)", date, message)[0]
    server.store("1", "+FLAGS", r"(\Deleted)")
    said["expunge"] = text(server.expunge()[1])
    said["rename"] = server.rename("Python", "Snake")[0]
    said["examine"] = text(server.select("Snake", readonly=True)[1])
    said["last"] = server.fetch("3", "(BODY[TEXT])")[1][0][1].decode("latin-1")
    server.close()
    said["delete"] = server.delete("Snake")[0]
    said["unsubscribe"] = server.unsubscribe("Python")[0]
    try:
        server.select("Snake")
        server.search(None, "ALL")
    except imaplib.IMAP4.error as refused:
        said["refused"] = str(refused)
    said["logout"] = server.logout()[0]

with imaplib.IMAP4("127.0.0.1", port) as server:
    said["login"] = server.login(user, password)[0]
    said["enable"] = server.enable("CONDSTORE")[0]
    server.select("INBOX")
    said["sorted"] = text(server.uid("SORT", "(SUBJECT)", "UTF-8", "ALL")[1])
    server.uid("SEARCH", "RETURN", "(MIN MAX COUNT)", "ALL")
    said["esearch"] = text(server.response("ESEARCH")[1])
    server.unselect()

with imaplib.IMAP4("127.0.0.1", port) as server:
    try:
        server.login(user, "wrong")
    except imaplib.IMAP4.error as refused:
        said["wrong"] = str(refused)

print(json.dumps(said))
