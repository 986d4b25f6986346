"""
Goal: fetch brings whole files, many at once, follows redirections, and leaves nothing half behind.
Method: build/bin/fetch against a server of this test that answers well, badly, slowly or not at all.
"""

import http.server
import os
import pathlib
import pty
import re
import signal
import subprocess
import tempfile
import threading
import time
import unittest

from server import BIN, TIME_LIMIT_S, Server, run, wait_until

BODY = bytes(range(256)) * 800


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    at_once, most_at_once, lock = 0, 0, threading.Lock()

    def log_message(self, *_):
        pass

    def do_GET(self):
        try:
            name = self.path.split("?")[0].strip("/").split("/")[0].split(".")[0]
            getattr(self, f"answer_{name}", self.answer_missing)()
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.close_connection = True

    def head(self, status, *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def answer_plain(self):
        self.head(200, ("Content-Length", len(BODY)))
        self.wfile.write(BODY)

    def answer_slow(self):
        kind = type(self)
        with Handler.lock:
            kind.at_once += 1
            kind.most_at_once = max(kind.most_at_once, kind.at_once)
        self.head(200, ("Content-Length", 1000))
        for _ in range(9):
            time.sleep(0.05)
            self.wfile.write(b"x" * 100)
        with Handler.lock:  # before the last bytes: with them the client goes on
            kind.at_once -= 1
        self.wfile.write(b"x" * 100)

    def answer_open(self):
        self.head(200, ("Connection", "close"))
        self.wfile.write(BODY)

    def answer_chunked(self):
        self.head(200, ("Transfer-Encoding", "chunked"))
        for begin in range(0, len(BODY), 1000):
            part = BODY[begin:begin + 1000]
            self.wfile.write(b"%x;note=1\r\n%s\r\n" % (len(part), part))
        self.wfile.write(b"0\r\n\r\n")

    def answer_moved(self):
        self.head(302, ("Location", "/plain"), ("Content-Length", 0))

    def answer_circle(self):
        self.head(301, ("Location", self.path), ("Content-Length", 0))

    def answer_short(self):
        self.head(200, ("Content-Length", len(BODY)))
        self.wfile.write(BODY[:-1])

    def answer_torn(self):
        self.head(200, ("Transfer-Encoding", "chunked"))
        self.wfile.write(b"5\r\nabc")

    def answer_nonsense(self):
        self.wfile.write(b"HELLO\r\n\r\n")

    def answer_twice(self):
        self.head(200, ("Content-Length", 5), ("Content-Length", 6))

    def answer_silent(self):
        time.sleep(6)

    def answer_missing(self):
        self.head(404, ("Content-Length", 0))


class Fetch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.handler = type("HandlerOfOneTest", (Handler,), {})  # with counters of its own
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.handler)
        self.base = f"http://localhost:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()
        self.folder.cleanup()

    def fetch(self, *names, options=()):
        return run([BIN / "fetch", "--folder", self.path, *options,
                    *(name if "://" in name else self.base + name for name in names)])

    def files(self):
        return {path.name: path.read_bytes() for path in self.path.iterdir()}

    def test_files_come_whole_however_their_length_is_told(self):
        done = self.fetch("plain", "open", "chunked", "moved/by.txt?x=1#y")
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(self.files(), dict.fromkeys(["plain", "open", "chunked", "by.txt"], BODY))
        self.assertRegex(done.stdout.decode(), r"4 of 4, +800.0 KiB, [\d.]+ s\n$")

    def test_what_does_not_come_whole_is_told_and_not_kept(self):
        reasons = {"missing": "refused (HTTP status 404)", "short": "the server hung up too early",
                   "torn": "the server hung up too early", "circle": "redirected too often",
                   "nonsense": "what the server says makes no sense", "twice": "makes no sense",
                   "silent": "timed out", "http://none.invalid/": "failed",
                   "ftp://localhost/x": "only http is known here", "http://x y/": "not an address"}
        done = self.fetch("plain", *reasons, options=["--timeout", "4000", "--at-once", "20"])
        self.assertEqual(done.returncode, 1)
        text = done.stdout.decode()
        for name, reason in reasons.items():
            self.assertIn(reason, text, name)
        self.assertEqual(self.files(), {"plain": BODY})
        self.assertIn(f"1 of {1 + len(reasons)},", text)

    def test_as_many_at_once_as_it_is_told(self):
        done = self.fetch(*["slow"] * 12, options=["--at-once", "3"])
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(self.handler.most_at_once, 3)
        self.assertEqual(sorted(self.files()), sorted(["slow", *(f"slow.{i}" for i in range(2, 13))]))

    def test_two_hundred_from_httpd(self):
        files = self.path / "served"
        files.mkdir()
        for i in range(200):
            (files / f"file{i}").write_bytes(os.urandom(1000 + 100 * i))
        server = Server("httpd", "--address", "127.0.0.1:0", files)
        try:
            done = self.fetch(*(f"{server.url}/file{i}" for i in range(200)), options=["--at-once", "50"])
            self.assertEqual(done.returncode, 0, done)
            for i in range(200):
                self.assertEqual((self.path / f"file{i}").read_bytes(), (files / f"file{i}").read_bytes())
        finally:
            server.stop()

    def test_a_terminal_sees_bars(self):
        master, slave = pty.openpty()
        process = subprocess.Popen([BIN / "fetch", "--folder", self.path, self.base + "slow"],
                                   stdout=slave, stderr=subprocess.PIPE)
        os.close(slave)
        said = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:
                break
            if not part:
                break
            said += part
        os.close(master)
        process.communicate(timeout=TIME_LIMIT_S)
        self.assertEqual(process.returncode, 0)
        self.assertRegex(said.decode(), "slow +▕█+[▏▎▍▌▋▊▉ ]? *▏")
        self.assertRegex(said.decode(), r" [1-9]\d? %")

    def test_an_interrupt_leaves_no_half_file(self):
        process = subprocess.Popen([BIN / "fetch", "--folder", self.path, self.base + "slow",
                                    self.base + "silent"], stdout=subprocess.PIPE)
        wait_until(lambda: (self.path / "slow").exists(), "it has begun")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIME_LIMIT_S)
        self.assertEqual(process.returncode, 128 + signal.SIGINT)
        self.assertEqual(self.files(), {})

    def test_usage(self):
        self.assertEqual(run([BIN / "fetch"]).returncode, 2)
        self.assertEqual(run([BIN / "fetch", "--at-once", "x", "http://x/"]).returncode, 2)
        self.assertEqual(run([BIN / "fetch", "--help"]).returncode, 0)


if __name__ == "__main__":
    unittest.main()
