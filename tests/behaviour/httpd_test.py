"""
Goal: httpd serves real clients by the book, and no client gets it out of its folder or its limits.
Method: curl, wrk, nc and raw sockets against build/bin/httpd, over a folder made for the test.
"""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import tempfile
import time
import unittest

from server import BIN, Server, is_sanitized, read_to_end, run, wait_until

HOST = b"Host: x\r\n"


def get(target, *headers, method="GET", version="1.1"):
    lines = [f"{method} {target} HTTP/{version}", "Host: x", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def statuses(data):
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", data)]


class Folder(unittest.TestCase):
    """A folder with a secret beside it, and a server on it."""

    arguments = ()

    def setUp(self):
        self.outside = pathlib.Path(tempfile.mkdtemp(prefix="wok-httpd-"))
        self.addCleanup(shutil.rmtree, self.outside)
        self.root = self.outside / "root"
        (self.root / "sub dir").mkdir(parents=True)
        (self.root / "empty").mkdir()
        (self.outside / "secret.txt").write_text("SECRET")
        self.big = os.urandom(1_000_003)
        for name, data in {"index.html": b"<h1>root</h1>", "a.txt": b"0123456789", "none": b"",
                           "big.bin": self.big, "x.css": b"", "x.js": b"", "x.json": b"{}",
                           "x.svg": b"<svg/>", "X.PNG": b"png", "%2e": b"literal",
                           "sub dir/index.html": b"sub"}.items():
            (self.root / name).write_bytes(data)
        (self.root / "link").symlink_to("../secret.txt")
        (self.root / "inner-link").symlink_to("a.txt")
        (self.root / "up").symlink_to("..")
        os.mkfifo(self.root / "fifo")
        self.server = Server("httpd", "--address", "127.0.0.1:0", *self.arguments, self.root)
        self.addCleanup(self.server.stop)

    def curl(self, path, *options):
        done = run(["curl", "-sS", "--path-as-is", *options, self.server.url + path])
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def status(self, path, *options):
        return int(self.curl(path, "-o", "/dev/null", "-w", "%{http_code}", *options))

    def ask(self, *requests):
        """Raw requests on one connection; the last one asks for its end."""
        return self.server.talk(b"".join(requests))


class Files(Folder):
    def test_curl_gets_files_byte_for_byte(self):
        self.assertEqual(self.curl("/a.txt"), b"0123456789")
        self.assertEqual(self.curl("/big.bin"), self.big)
        self.assertEqual(self.curl("/none"), b"")
        self.assertEqual(self.curl("/"), b"<h1>root</h1>")
        self.assertEqual(self.curl("/sub%20dir/"), b"sub")

    def test_types_follow_the_name(self):
        for path, kind in {"/": "text/html; charset=utf-8", "/a.txt": "text/plain; charset=utf-8",
                           "/x.css": "text/css; charset=utf-8",
                           "/x.js": "text/javascript; charset=utf-8",
                           "/x.json": "application/json", "/x.svg": "image/svg+xml",
                           "/X.PNG": "image/png", "/none": "application/octet-stream"}.items():
            found = self.curl(path, "-o", "/dev/null", "-w", "%{content_type}")
            self.assertEqual(found.decode(), kind, path)

    def test_head_says_what_get_would(self):
        head = self.curl("/big.bin", "-I")
        self.assertIn(b"Content-Length: 1000003\r\n", head)
        self.assertEqual(statuses(head), [200])
        self.assertEqual(self.status("/missing", "-I"), 404)

    def test_a_folder_without_slash_is_redirected(self):
        answer = self.ask(get("/sub%20dir", "Connection: close"))
        self.assertEqual(statuses(answer), [301])
        self.assertIn(b"Location: /sub%20dir/\r\n", answer)
        self.assertEqual(self.curl("/sub%20dir", "-L"), b"sub")
        answer = self.ask(get("//sub%20dir", "Connection: close"))
        self.assertIn(b"Location: /sub%20dir/\r\n", answer)

    def test_what_is_not_a_file_is_404(self):
        for path in ("/missing", "/empty/", "/fifo", "/a.txt/", "/a.txt/x", "/sub"):
            self.assertEqual(self.status(path), 404, path)

    def test_unchanged_files_are_not_sent_again(self):
        head = self.curl("/a.txt", "-I").decode()
        etag = re.search(r"ETag: (\S+)", head)[1]
        date = re.search(r"Last-Modified: (.+)\r", head)[1]
        self.assertEqual(self.status("/a.txt", "-H", f"If-None-Match: {etag}"), 304)
        self.assertEqual(self.status("/a.txt", "-H", 'If-None-Match: "x"'), 200)
        self.assertEqual(self.status("/a.txt", "-H", f"If-Modified-Since: {date}"), 304)

    def test_stats_are_json(self):
        self.curl("/a.txt")
        stats = json.loads(self.curl("/stats"))
        self.assertGreaterEqual(stats["tasks"], 2)  # main and this connection
        self.assertEqual(stats["connections"], 1)
        self.assertEqual(stats["requests"], 1)  # answered so far


class Ranges(Folder):
    def test_parts_of_a_file(self):
        for spec, part in {"0-0": b"0", "2-4": b"234", "7-": b"789", "-2": b"89",
                           "5-100": b"56789", "-100": b"0123456789"}.items():
            answer = self.curl("/a.txt", "-i", "-H", f"Range: bytes={spec}")
            self.assertEqual(statuses(answer), [206], spec)
            self.assertTrue(answer.endswith(b"\r\n\r\n" + part), (spec, answer))
        self.assertIn(b"Content-Range: bytes 2-4/10\r\n", self.curl("/a.txt", "-i", "-r", "2-4"))

    def test_parts_of_a_large_file(self):
        for first, last in ((0, 16383), (16000, 500000), (999_999, 1_000_002)):
            self.assertEqual(self.curl("/big.bin", "-r", f"{first}-{last}"),
                             self.big[first:last + 1])

    def test_nothing_there_is_416(self):
        answer = self.curl("/a.txt", "-i", "-H", "Range: bytes=10-")
        self.assertEqual(statuses(answer), [416])
        self.assertIn(b"Content-Range: bytes */10\r\n", answer)
        self.assertEqual(self.status("/a.txt", "-H", "Range: bytes=-0"), 416)
        self.assertEqual(self.status("/none", "-H", "Range: bytes=0-0"), 416)

    def test_what_is_not_one_range_gets_the_whole(self):
        for spec in ("bytes=0-1,3-4", "bytes=4-2", "items=0-1", "bytes=x"):
            self.assertEqual(self.status("/a.txt", "-H", f"Range: {spec}"), 200)

    def test_if_range_wants_the_same_version(self):
        etag = re.search(r"ETag: (\S+)", self.curl("/a.txt", "-I").decode())[1]
        part = ("-H", "Range: bytes=0-0", "-H")
        self.assertEqual(self.status("/a.txt", *part, f"If-Range: {etag}"), 206)
        self.assertEqual(self.status("/a.txt", *part, 'If-Range: "other"'), 200)


class WaysOut(Folder):
    def test_no_spelling_leaves_the_folder(self):
        for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
                     "/sub%20dir/../../secret.txt", "/%2e%2e%2fsecret.txt", "/.%2e/secret.txt",
                     "//../secret.txt", "/a.txt%00.html", "/%c0%ae%c0%ae/secret.txt",
                     "/%252e%252e/secret.txt", "/..%5csecret.txt", "/link", "/up/secret.txt",
                     "/up/root/a.txt", "/inner-link", "/....//secret.txt",
                     f"/{self.outside}/secret.txt"):
            answer = self.ask(get(path, "Connection: close"))
            self.assertIn(statuses(answer), ([400], [404]), path)
            self.assertNotIn(b"SECRET", answer, path)

    def test_targets_that_are_no_path_are_refused(self):
        for target in ("*", "secret.txt", "../secret.txt", "file:///etc/passwd", "host:80"):
            self.assertEqual(statuses(self.ask(get(target, "Connection: close"))), [400], target)

    def test_decoding_happens_once(self):
        self.assertEqual(self.curl("/%252e"), b"literal")

    def test_an_absolute_target_is_this_server(self):
        answer = self.ask(get("http://elsewhere/a.txt", "Connection: close"))
        self.assertTrue(answer.endswith(b"0123456789"))


class Connections(Folder):
    def test_curl_keeps_its_connection(self):
        done = run(["curl", "-sS", "-v", f"{self.server.url}/a.txt", f"{self.server.url}/x.json"])
        self.assertIn(b"Re-using existing connection", done.stderr)
        self.assertEqual(done.stdout, b"0123456789{}")

    def test_nc_pipelines(self):
        host, port = self.server.address
        requests = get("/a.txt") + get("/missing") + get("/x.json", "Connection: close")
        answer = run(["nc", "-N", host, str(port)], input=requests).stdout
        self.assertEqual(statuses(answer), [200, 404, 200])
        self.assertTrue(answer.endswith(b"{}"))

    def test_a_hundred_requests_in_one_piece(self):
        answer = self.ask(get("/a.txt") * 99, get("/a.txt", "Connection: close"))
        self.assertEqual(statuses(answer), [200] * 100)

    def test_requests_may_come_byte_by_byte(self):
        with self.server.connect() as connection:
            for byte in get("/a.txt", "Connection: close"):
                connection.sendall(bytes([byte]))
            self.assertTrue(read_to_end(connection).endswith(b"0123456789"))

    def test_http_1_0_closes_unless_asked(self):
        self.assertEqual(statuses(self.ask(b"GET /a.txt HTTP/1.0\r\n\r\n")), [200])
        answer = self.ask(b"GET /a.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                          b"GET /a.txt HTTP/1.0\r\n\r\n")
        self.assertEqual(statuses(answer), [200, 200])

    def test_half_close_is_no_end(self):
        with self.server.connect() as connection:
            connection.sendall(get("/big.bin") + get("/a.txt"))
            connection.shutdown(socket.SHUT_WR)  # it asks no more, and still gets all of it
            answer = read_to_end(connection)
        self.assertEqual(statuses(answer), [200, 200])
        self.assertIn(self.big, answer)
        self.assertTrue(answer.endswith(b"0123456789"))
        with self.server.connect() as connection:
            connection.sendall(b"GET /a.txt HT")
            connection.shutdown(socket.SHUT_WR)
            self.assertEqual(read_to_end(connection), b"")

    def test_large_files_are_pipelined(self):
        answer = self.ask(get("/big.bin") * 3, get("/a.txt", "Connection: close"))
        self.assertEqual(statuses(answer), [200] * 4)
        self.assertEqual(answer.count(self.big), 3)

    def test_bodies_are_skipped(self):
        answer = self.ask(get("/a.txt", "Content-Length: 5", method="POST") + b"12345",
                          get("/a.txt", "Content-Length: 3") + b"GET",
                          get("/x.json", "Connection: close"))
        self.assertEqual(statuses(answer), [405, 200, 200])
        self.assertIn(b"Allow: GET, HEAD\r\n", answer)

    def test_curl_may_expect_to_continue(self):
        (self.outside / "body").write_bytes(b"x" * 30000)
        self.assertEqual(self.status("/a.txt", "-X", "GET", "-H", "Expect: 100-continue",
                                     "--data-binary", f"@{self.outside}/body"), 200)

    def test_wrk_gets_no_errors(self):
        done = run(["wrk", "-t1", "-c50", "-d1", f"{self.server.url}/a.txt"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn(b"Non-2xx", done.stdout)
        self.assertNotIn(b"Socket errors", done.stdout)
        self.assertGreater(int(re.search(rb"(\d+) requests in", done.stdout)[1]), 100)

    def test_clients_that_vanish_leave_nothing_behind(self):
        before = self.server.descriptors()
        for _ in range(50):
            connection = self.server.connect()
            connection.sendall(get("/big.bin") * 3)
            connection.close()
        wait_until(lambda: self.server.descriptors() <= before, "descriptors leak")
        # A connection is counted out a moment after its descriptor is closed.
        wait_until(lambda: json.loads(self.curl("/stats"))["connections"] == 1, "connections leak")

    def test_a_thousand_idle_connections_cost_little(self):
        self.curl("/a.txt")
        before = self.server.memory_kib()
        clients = [self.server.connect() for _ in range(1000)]
        for client in clients:
            client.sendall(get("/a.txt"))
        for client in clients:
            self.assertEqual(statuses(client.recv(65536)), [200])
        stats = json.loads(self.curl("/stats"))
        self.assertEqual(stats["connections"], 1001)
        self.assertGreaterEqual(stats["tasks"], 1001)
        if not is_sanitized("httpd"):  # those keep a shadow of everything
            self.assertLess((self.server.memory_kib() - before) / 1000, 8)  # KiB each
        for client in clients:
            client.close()


class Ambiguous(Folder):
    def test_refused_with_400_and_closed(self):
        for request in (b"GET / HTTP/1.1\r\n\r\n",
                        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                        get("/", "Content-Length: 1", "Transfer-Encoding: chunked"),
                        get("/", "Content-Length: 1", "Content-Length: 2"),
                        get("/", "Content-Length: 1", "Content-Length: 1"),
                        get("/", "Content-Length: 1, 1"), get("/", "Content-Length: +1"),
                        get("/", "Content-Length: 0x1"), get("/", "Content-Length: "),
                        get("/", "Content-Length: 18446744073709551617"),
                        get("/", "Transfer-Encoding: chunked", "Content-Length: 1"),
                        get("/", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
                        get("/", "Transfer-Encoding: chunked", version="1.0"),
                        get("/", "A: b\rContent-Length: 5"), get("/", "A: b\r"), get("/", "A: \0"),
                        b"GET / HTTP/1.1\rHost: x\r\r\n\r\n", get("/a\rb"),
                        b"GET / HTTP/1.1\r\nHost: x\nContent-Length: 5\r\n\r\n",
                        get("/", "A: b", "\tfolded"),
                        get("/", " folded: line"), get("/", "Bad Name: x"), get("/", "NoColon"),
                        get("/", "Space : x"), b"GET / HTTP/1.1\nHost: x\n\n",
                        b"GET /\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"):
            # A second request behind it must not be answered.
            answer = self.ask(request, get("/a.txt"))
            self.assertEqual(statuses(answer), [400], request)
            self.assertIn(b"Connection: close\r\n", answer)

    def test_other_refusals(self):
        for request, status in ((get("/", version="2.0"), 505),
                                (get("/", "Transfer-Encoding: chunked", method="POST"), 411),
                                (get("/", "Transfer-Encoding: gzip"), 501),
                                (get("/", "Expect: tea"), 417),
                                (get("/", "Content-Length: 100000"), 413),
                                (get("/" + "a" * 9000), 414),
                                (get("/", "A: " + "a" * 9000), 431)):
            self.assertEqual(statuses(self.ask(request)), [status], request[:60])


class SlowClients(Folder):
    arguments = ("--head-time", "300", "--idle-time", "300", "--head-size", "1000")

    def test_a_head_that_takes_too_long_is_408(self):
        with self.server.connect() as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost:")
            self.assertEqual(statuses(read_to_end(connection)), [408])

    def test_an_idle_connection_is_closed_without_a_word(self):
        with self.server.connect() as connection:
            self.assertEqual(read_to_end(connection), b"")
        with self.server.connect() as connection:
            connection.sendall(get("/a.txt"))
            self.assertEqual(statuses(read_to_end(connection)), [200])

    def test_the_head_size_is_what_was_asked_for(self):
        room = 1000 - len(get("/a.txt", "A: ", "Connection: close"))
        fits = get("/a.txt", "A: " + "a" * room, "Connection: close")
        self.assertEqual(statuses(self.ask(fits)), [200])
        self.assertEqual(statuses(self.ask(get("/a.txt", "A: " + "a" * 1000))), [431])


class SlowBodies(Folder):
    arguments = ("--body-time", "300", "--body-size", "100")

    def test_a_body_that_takes_too_long_is_408(self):
        with self.server.connect() as connection:
            connection.sendall(get("/a.txt", "Content-Length: 10", method="POST") + b"12345")
            self.assertEqual(statuses(read_to_end(connection)), [408])

    def test_a_drop_now_and_then_gets_no_more_time(self):
        with self.server.connect() as connection:
            connection.sendall(get("/a.txt", "Content-Length: 100"))
            try:
                for _ in range(100):
                    connection.sendall(b"x")
                    time.sleep(0.05)
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.assertIn(statuses(read_to_end(connection)), ([408], []))  # or its reset
        self.assertEqual(self.status("/a.txt"), 200)

    def test_the_body_size_is_what_was_asked_for(self):
        self.assertEqual(statuses(self.ask(get("/a.txt", "Content-Length: 100", "Connection: close"),
                                           b"x" * 100)), [200])
        self.assertEqual(statuses(self.ask(get("/a.txt", "Content-Length: 101"))), [413])


class SlowReaders(Folder):
    arguments = ("--write-time", "300")

    def test_a_client_that_does_not_read_is_left(self):
        (self.root / "huge").write_bytes(b"x" * (32 << 20))
        connection = self.server.connect()
        connection.sendall(get("/huge"))
        wait_until(lambda: json.loads(self.curl("/stats"))["connections"] == 1,
                   "the connection stays")
        connection.close()


class Limits(Folder):
    arguments = ("--connections", "3")

    def test_one_connection_too_many_is_503(self):
        kept = [self.server.connect() for _ in range(3)]
        for connection in kept:
            connection.sendall(get("/a.txt"))
            connection.recv(4096)
        with self.server.connect() as connection:
            self.assertEqual(statuses(read_to_end(connection)), [503])
        for connection in kept:
            connection.close()
        wait_until(lambda: self.status("/a.txt") == 200, "room does not come back")


class Starts(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="wok-httpd-"))
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "a.txt").write_text("a")

    def start(self, *arguments, limit="-n 1024"):
        command = [str(BIN / "httpd"), *map(str, arguments)]
        return run(["sh", "-c", f'ulimit {limit} && exec "$@"', "sh", *command])

    def test_a_missing_folder_is_an_error(self):
        done = self.start("--address", "127.0.0.1:0", self.root / "missing")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"missing: No such file or directory", done.stderr)

    def test_a_file_is_not_a_folder(self):
        done = self.start("--address", "127.0.0.1:0", self.root / "a.txt")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"Not a directory", done.stderr)

    def test_a_port_in_use_is_an_error(self):
        server = Server("httpd", "--address", "127.0.0.1:0", self.root)
        try:
            done = self.start("--address", "%s:%d" % server.address, self.root)
        finally:
            server.stop()
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"Address already in use", done.stderr)

    def test_too_few_descriptors_are_an_error(self):
        done = self.start("--address", "127.0.0.1:0", self.root, limit="-n 16")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"descriptor", done.stderr)

    def test_a_command_line_that_makes_no_sense_is_2(self):
        for arguments in ((), ("--what", "1", self.root), ("--head-size", "x", self.root),
                          (self.root, self.root), ("--address",)):
            done = self.start(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(b"usage: httpd", done.stderr)

    def test_signals_stop_it_in_order(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            server = Server("httpd", "--address", "127.0.0.1:0", self.root)
            idle = server.connect()
            client = http.client.HTTPConnection(*server.address)
            client.request("GET", "/a.txt")
            self.assertEqual(client.getresponse().read(), b"a")
            self.assertEqual(server.stop(number), 0)
            self.assertEqual(server.rest, "stopped after 1 requests\n")
            self.assertEqual(read_to_end(idle), b"")
            client.close()
            idle.close()

    def test_one_worker_serves_as_well(self):
        server = Server("httpd", "--address", "127.0.0.1:0", self.root,
                        environment={"WOK_WORKERS": "1"})
        clients = [server.connect() for _ in range(100)]
        for client in clients:
            client.sendall(get("/a.txt", "Connection: close"))
        for client in clients:
            self.assertEqual(statuses(read_to_end(client)), [200])
            client.close()
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
