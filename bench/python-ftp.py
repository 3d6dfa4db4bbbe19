"""pyftpdlib before a folder, for the bench: python-ftp.py FOLDER. Prints its port."""
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

authorizer = DummyAuthorizer()
authorizer.add_anonymous(sys.argv[1])
FTPHandler.authorizer = authorizer
server = FTPServer(("127.0.0.1", 0), FTPHandler)
server.max_cons = 0
server.max_cons_per_ip = 0
print(server.address[1], flush=True)
server.serve_forever(handle_exit=True)
