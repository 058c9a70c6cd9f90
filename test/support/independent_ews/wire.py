"""HTTP/1.0 and 1.1 over plain sockets: every legal way to carry the same answer."""
import gzip
import socketserver
import ssl
import threading


class Request:
    def __init__(self, method, path, headers, body, version, fresh):
        self.method, self.path, self.headers, self.body, self.version = method, path, headers, body, version
        self.is_first_on_connection = fresh


class Answer:
    def __init__(self, status=200, body=b"", headers=None, manner="plain", content_type="text/xml; charset=utf-8"):
        self.status, self.body, self.headers, self.manner, self.content_type = status, body, headers or {}, manner, content_type


REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 411: "Length Required",
           500: "Internal Server Error", 503: "Service Unavailable"}


class Gone(Exception):
    pass


class Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    timeout = 60

    def handle(self):
        fresh = True
        try:
            while True:
                request = self._read(fresh)
                if request is None:
                    return
                fresh = False
                answer = self.server.answer(request)
                if answer is None or not self._write(request, answer):
                    return
        except (Gone, OSError, ssl.SSLError):
            self.server.hung_up()

    def _read(self, fresh):
        line = self.rfile.readline(65536)
        while line in (b"\r\n", b"\n"):
            line = self.rfile.readline(65536)
        if not line:
            return None
        parts = line.decode("latin-1").split()
        if len(parts) != 3:
            raise Gone()
        headers = {}
        while True:
            line = self.rfile.readline(65536)
            if not line:
                raise Gone()
            if line in (b"\r\n", b"\n"):
                break
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request = Request(parts[0], parts[1], headers, None, parts[2], fresh)
        if headers.get("transfer-encoding", "").lower() == "chunked":
            # Who cannot take chunks says so before the first of them is read.
            if not self.server.takes_chunks(request):
                return request
            request.body = b"".join(self._chunks())
        else:
            request.body = self._exactly(int(headers.get("content-length", "0")))
        return request

    def _exactly(self, size):
        data = self.rfile.read(size)
        if len(data) < size:
            raise Gone()
        return data

    def _chunks(self):
        while True:
            line = self.rfile.readline(1024)
            if not line:
                raise Gone()
            size = int(line.split(b";")[0].strip(), 16)
            if size == 0:
                while self.rfile.readline(65536) not in (b"\r\n", b"\n", b""):
                    pass
                return
            yield self._exactly(size)
            self.rfile.readline(16)

    def _write(self, request, answer):
        """True: the connection stays open."""
        manner, body = answer.manner, answer.body
        lines = ["%s %d %s" % ("HTTP/1.0" if manner == "http10" else "HTTP/1.1", answer.status, REASONS.get(answer.status, "Other"))]
        lines += ["Content-Type: " + answer.content_type] if body else []
        lines += ["%s: %s" % pair for pair in answer.headers.items()]
        stays = manner not in ("close", "http10") and request.body is not None
        if manner == "gzip" and body and "gzip" in request.headers.get("accept-encoding", ""):
            body = gzip.compress(body, 1)
            lines.append("content-encoding: gzip")
        if manner == "chunks" and body:
            lines += ["transfer-encoding: chunked", "Trailer: X-Checked"]
            wire, at, step = [], 0, 1
            while at < len(body):
                size = step if len(body) < 200000 else step * 997
                piece = body[at:at + size]
                wire.append(b"%X;p=%d\r\n%s\r\n" % (len(piece), step, piece))
                at, step = at + size, step % 13 + 1
            body = b"".join(wire) + b"0\r\nX-Checked: yes\r\n\r\n"
        elif manner != "http10":
            lines.append("content-length: %d" % len(body))
        if not stays and manner != "http10":
            lines.append("connection: close")
        self.wfile.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        self.wfile.flush()
        return stays


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, app, certificate=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.app, self.tls = app, None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(certificate[0], certificate[1])

    def get_request(self):
        connection, address = super().get_request()
        self.app.connected()
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, request, client_address):
        import traceback
        traceback.print_exc()

    def answer(self, request):
        return self.app.answer(request)

    def takes_chunks(self, request):
        return self.app.takes_chunks(request)

    def hung_up(self):
        self.app.hung_up()

    def start(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self.server_address[1]
