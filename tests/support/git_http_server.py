"""A git server over HTTP(S) on loopback, with faults to order, for the tests.

Serves repositories below ROOT through git-http-backend, or does what --fault says. Writes its port
to PORT_FILE when it listens, and a line to LOG_FILE for each request: method, path, user.
"""

import argparse
import base64
import http.server
import os
import select
import socket
import ssl
import subprocess
import time

parser = argparse.ArgumentParser()
parser.add_argument("root")
parser.add_argument("port_file")
parser.add_argument("log_file")
parser.add_argument("--login", default="", help="user:password that is asked for")
parser.add_argument("--certificate", default="", help="file with certificate and key")
parser.add_argument("--redirect", default="", help="where all requests are sent on to")
parser.add_argument("--fault", default="", choices=["", "stall", "garbage", "endless", "error"])
parser.add_argument("--port", default=0, type=int, help="0 takes any that is free")
options = parser.parse_args()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def user(self):
        kind, _, rest = self.headers.get("Authorization", "").partition(" ")
        return base64.b64decode(rest).decode() if kind == "Basic" else ""

    def answer(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def fault(self):
        if options.fault == "stall":
            time.sleep(600)
        elif options.fault == "error":
            self.answer(500)
        elif options.fault == "garbage":
            self.answer(200, [("Content-Type", "application/x-git-upload-pack-advertisement")], b"hello")
        else:
            self.send_response(200)
            self.send_header("Content-Type", "application/x-git-upload-pack-advertisement")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(b"001e# service=git-upload-pack\n0000")
            for number in range(1 << 30):
                line = b"%040x refs/heads/%0200d\n" % (number, number)
                self.wfile.write(b"%04x%s" % (len(line) + 4, line))

    def do_CONNECT(self):
        host, port = self.path.rsplit(":", 1)
        self.note("")
        there = socket.create_connection((host, int(port)))
        self.send_response(200)
        self.end_headers()
        pair = {self.connection: there, there: self.connection}
        while True:
            for one in select.select(list(pair), [], [])[0]:
                data = one.recv(65536)
                if not data:
                    self.close_connection = True
                    return
                pair[one].sendall(data)

    def note(self, user):
        with open(options.log_file, "a", encoding="utf-8") as log:
            log.write(f"{self.command} {self.path} {user.partition(':')[0]}\n")

    def do_GET(self):
        user = self.user()
        self.note(user)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if options.redirect:
            return self.answer(301, [("Location", options.redirect + self.path)])
        if options.fault:
            return self.fault()
        if options.login and user != options.login:
            return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')])
        path, _, query = self.path.partition("?")
        backend = subprocess.run(
            ["git", "-c", "safe.directory=*", "-c", "uploadpack.allowAnySHA1InWant=false", "http-backend"],
            input=body, stdout=subprocess.PIPE, check=True,
            env={"PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": options.root, "GIT_HTTP_EXPORT_ALL": "1",
                 "REQUEST_METHOD": self.command, "PATH_INFO": path, "QUERY_STRING": query,
                 "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
                 "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}).stdout
        head, _, content = backend.partition(b"\r\n\r\n")
        fields = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
        status = [value for name, value in fields if name == "Status"]
        self.answer(int(status[0].split()[0]) if status else 200,
                    [field for field in fields if field[0] != "Status"], content)

    do_POST = do_GET


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def get_request(self):
        connection, address = super().get_request()
        if options.certificate:  # In the handler's thread, so that a slow one holds up nobody.
            connection = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request, client_address):
        pass


server = Server(("127.0.0.1", options.port), Handler)
if options.certificate:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate)
with open(options.port_file + ".new", "w", encoding="utf-8") as port_file:
    port_file.write(str(server.server_address[1]))
os.rename(options.port_file + ".new", options.port_file)
server.serve_forever()
