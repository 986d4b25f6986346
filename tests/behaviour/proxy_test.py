"""
Goal: the proxy carries bytes both ways unchanged, keeps its limits, and takes a new configuration
without any connection noticing.
Method: build/bin/proxy between plain sockets of this test, on free ports of the loopback.
"""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from server import BIN, QUIET, TIME_LIMIT_S, Server, read_exactly, read_to_end, run, wait_until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Target:
    """Answers each connection with its name, then sends back what comes."""

    def __init__(self, name):
        self.name = name
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection):
        with connection:
            connection.sendall(self.name)
            while data := connection.recv(65536):
                connection.sendall(data)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Proxy(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.config = pathlib.Path(self.folder.name) / "routes"
        self.one, self.two = Target(b"one:"), Target(b"two:")
        self.port = free_port()
        self.process = None

    def tearDown(self):
        if self.process:
            if self.process.poll() is None:
                self.process.kill()
            self.process.communicate()
        self.one.close()
        self.two.close()
        self.folder.cleanup()

    def start(self, options="", target=None):
        self.config.write_text(f"# a test\n127.0.0.1:{self.port} {target or self.address(self.one)} {options}\n")
        self.process = subprocess.Popen([BIN / "proxy", self.config], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env={**QUIET, **os.environ})
        self.wait_for("routes: 1")

    def wait_for(self, line):
        while (said := self.process.stdout.readline()) != line + "\n":
            self.assertNotEqual(said, "", "the proxy has ended")
        return said

    @staticmethod
    def address(target):
        return f"localhost:{target.port}"

    def connect(self, port=None):
        connection = socket.create_connection(("127.0.0.1", port or self.port), timeout=TIME_LIMIT_S)
        return connection

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        out, errors = self.process.communicate(timeout=TIME_LIMIT_S)
        status, self.process = self.process.returncode, None
        self.assertEqual(errors, "")
        return status

    def test_megabytes_pass_both_ways_and_the_end_is_passed_on(self):
        self.start()
        data = os.urandom(3 << 20)
        with self.connect() as connection:
            sender = threading.Thread(
                target=lambda: (connection.sendall(data), connection.shutdown(socket.SHUT_WR)))
            sender.start()
            self.assertEqual(read_to_end(connection), b"one:" + data)
            sender.join()
        self.assertEqual(self.stop(), 0)

    def test_curl_reads_files_of_httpd_through_it(self):
        files = pathlib.Path(self.folder.name) / "files"
        files.mkdir()
        (files / "page.txt").write_bytes(os.urandom(300000))
        server = Server("httpd", "--address", "127.0.0.1:0", files)
        try:
            self.start(target=f"127.0.0.1:{server.address[1]}")
            done = run(["curl", "-s", "--fail", f"http://127.0.0.1:{self.port}/page.txt"])
            self.assertEqual(done.stdout, (files / "page.txt").read_bytes())
            self.assertEqual(self.stop(), 0)
        finally:
            server.stop()

    def test_a_reload_is_noticed_by_new_connections_only(self):
        self.start()
        with self.connect() as old:
            self.assertEqual(read_exactly(old, 4), b"one:")
            self.config.write_text(f"127.0.0.1:{self.port} {self.address(self.two)}\n")
            self.process.send_signal(signal.SIGHUP)
            self.wait_for("routes: 1")
            with self.connect() as new:
                self.assertEqual(read_exactly(new, 4), b"two:")
            old.sendall(b"still here")
            self.assertEqual(read_exactly(old, 10), b"still here")
        self.assertEqual(self.stop(), 0)

    def test_a_route_that_went_keeps_its_connections_and_frees_its_port(self):
        self.start()
        other = free_port()
        with self.connect() as old:
            self.assertEqual(read_exactly(old, 4), b"one:")
            self.config.write_text(f"127.0.0.1:{other} {self.address(self.two)}\n")
            self.process.send_signal(signal.SIGHUP)
            self.wait_for("routes: 1")
            with self.assertRaises(ConnectionRefusedError):
                self.connect()
            with self.connect(other) as new:
                self.assertEqual(read_exactly(new, 4), b"two:")
            old.sendall(b"x")
            self.assertEqual(read_exactly(old, 1), b"x")
        self.assertEqual(self.stop(), 0)

    def test_a_bad_file_changes_nothing(self):
        self.start()
        self.config.write_text(f"127.0.0.1:{self.port}\n")
        self.process.send_signal(signal.SIGHUP)
        self.assertIn("line 1: a route is", self.process.stderr.readline())
        with self.connect() as connection:
            self.assertEqual(read_exactly(connection, 4), b"one:")
        self.assertEqual(self.stop(), 0)

    def test_no_more_connections_than_allowed(self):
        self.start("connections=2")
        first, second = self.connect(), self.connect()
        self.assertEqual(read_exactly(first, 4) + read_exactly(second, 4), b"one:one:")
        with self.connect() as third:
            self.assertEqual(read_to_end(third), b"")
        first.close()

        def again():
            with self.connect() as connection:
                return read_exactly(connection, 4) == b"one:"
        wait_until(again, "a place that became free is given away")
        second.close()

    def test_who_says_nothing_is_hung_up_on(self):
        self.start("idle=1")
        with self.connect() as connection:
            self.assertEqual(read_exactly(connection, 4), b"one:")
            for _ in range(4):
                time.sleep(0.4)
                connection.sendall(b"x")
                self.assertEqual(read_exactly(connection, 1), b"x")
            self.assertEqual(connection.recv(1), b"")
        self.assertEqual(self.stop(), 0)

    def test_a_target_that_is_not_there_costs_only_its_client(self):
        self.start(target=f"127.0.0.1:{free_port()}")
        with self.connect() as connection:
            self.assertEqual(read_to_end(connection), b"")
        self.process.send_signal(signal.SIGUSR1)
        self.assertIn("accepted 1, refused 0, failed 1", self.process.stdout.readline())
        self.assertEqual(self.stop(), 0)

    def test_it_waits_for_open_connections_when_it_is_stopped(self):
        self.start()
        with self.connect() as connection:
            self.assertEqual(read_exactly(connection, 4), b"one:")
            self.process.send_signal(signal.SIGTERM)

            def refuses():
                try:
                    self.connect().close()
                    return False
                except ConnectionRefusedError:
                    return True
            wait_until(refuses, "it accepts no more")
            connection.sendall(b"last words")
            self.assertEqual(read_exactly(connection, 10), b"last words")
        self.process.communicate(timeout=TIME_LIMIT_S)
        self.assertEqual(self.process.returncode, 0)

    def test_usage_and_a_missing_file_are_told(self):
        self.assertEqual(run([BIN / "proxy"]).returncode, 2)
        done = run([BIN / "proxy", "/nowhere/at/all"])
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot use /nowhere/at/all: No such file", done.stderr)


if __name__ == "__main__":
    unittest.main()
