"""
Goal: hiredis, a client library with a socket of its own, is driven by await against a real Redis.
Method: redis-server on a free port; examples/hiredis talks to it.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import unittest

from server import BIN, QUIET, TIME_LIMIT_S, run, wait_until


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Hiredis(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="wok-hiredis-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.port = free_port()
        self.server = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--dir", self.folder], stdout=subprocess.DEVNULL)
        self.addCleanup(self.stop)
        wait_until(self.answers, "redis-server does not answer")

    def answers(self):
        return run(["redis-cli", "-p", str(self.port), "ping"]).stdout == b"PONG\n"

    def stop(self):
        self.server.kill()
        self.server.wait(timeout=TIME_LIMIT_S)

    def test_commands_are_pipelined_and_waited_for(self):
        for workers in "1", "2":
            done = run([BIN / "hiredis", "127.0.0.1", str(self.port)],
                       env={**QUIET, **os.environ, "WOK_WORKERS": workers})
            self.assertEqual(done.stderr, b"")
            self.assertEqual(done.stdout, b"1000 replies, their sum 500500\n"
                             b"8000000 bytes came back unchanged\npopped: noodles\n")
            self.assertEqual(done.returncode, 0)

    def test_a_server_that_is_not_there_is_told(self):
        done = run([BIN / "hiredis", "127.0.0.1", str(free_port())])
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"Connection refused", done.stderr)


if __name__ == "__main__":
    unittest.main()
