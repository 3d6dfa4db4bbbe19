"""Python's ftplib against a server: ftplib.py HOST PORT USER PASSWORD [AUTHORITY]. Says what it met as one JSON object."""
import ftplib
import io
import json
import ssl
import sys

host, port, user, password, *rest = sys.argv[1:]
said = {}


def session(server):
    said["pwd"] = server.pwd()
    body = bytes(range(256)) * 4000
    said["stor"] = server.storbinary("STOR up.bin", io.BytesIO(body))
    said["size"] = server.size("up.bin")
    came = io.BytesIO()
    said["retr"] = server.retrbinary("RETR up.bin", came.write)
    said["same"] = came.getvalue() == body
    part = io.BytesIO()
    server.retrbinary("RETR up.bin", part.write, rest=1000)
    said["part"] = part.getvalue() == body[1000:]
    lines = []
    server.retrlines("LIST", lines.append)
    said["list"] = any(line.endswith("up.bin") for line in lines)
    said["nlst"] = "up.bin" in server.nlst()
    said["mlsd"] = {name: facts["type"] for name, facts in server.mlsd(facts=["type", "size"])}.get("up.bin")
    said["mkd"] = server.mkd("made")
    said["rename"] = server.rename("up.bin", "made/moved.bin")
    said["delete"] = server.delete("made/moved.bin")
    said["rmd"] = server.rmd("made")
    try:
        server.retrbinary("RETR nowhere", print)
    except ftplib.error_perm as refused:
        said["refused"] = str(refused)


if rest:
    context = ssl.create_default_context(cafile=rest[0])
    with ftplib.FTP_TLS(context=context, timeout=20) as server:
        server.connect(host, int(port))
        server.login(user, password)
        said["prot"] = server.prot_p()
        session(server)
        said["ccc"] = server.ccc()
        said["clear"] = server.pwd()
        said["quit"] = server.quit()
else:
    for is_passive in (True, False):
        with ftplib.FTP(timeout=20) as server:
            server.connect(host, int(port))
            server.login(user, password)
            server.set_pasv(is_passive)
            session(server)
            said["quit"] = server.quit()

print(json.dumps(said))
