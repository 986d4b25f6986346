"""
Goal: libpq, a client library with a socket of its own, is driven by await against a real PostgreSQL.
Method: a cluster made for the test, on a Unix socket in its folder; examples/postgres talks to it.
"""

import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import unittest

from server import BIN, QUIET, TIME_LIMIT_S, run


def tools():
    """PostgreSQL's programs are beside no other: one folder a version, the newest last."""
    folders = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    found = max(folders, key=lambda path: float(path.split("/")[4])) if folders else shutil.which("initdb")
    return pathlib.Path(found).parent


class Cluster:
    """The server refuses to run as root: then it runs as the user its package has made."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wok-postgres-", dir="/tmp"))
        self.as_user = []
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        data = self.folder / "data"
        self.check(tools() / "initdb", "-D", data, "-A", "trust", "-U", "wok", "-N", "-E", "UTF8", "--locale=C")
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(
            [*self.as_user, tools() / "postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses=",
             "-c", "fsync=off"], stdout=self.log, stderr=self.log, cwd=self.folder)
        self.conninfo = f"host={self.folder} user=wok dbname=postgres"
        self.wait()

    def check(self, *command):
        done = run([*self.as_user, *map(str, command)], cwd=self.folder)
        if done.returncode:
            raise AssertionError(done.stdout + done.stderr)

    def wait(self):
        for _ in range(TIME_LIMIT_S * 10):
            if run([tools() / "pg_isready", "-q", "-h", self.folder]).returncode == 0:
                return
            if self.process.poll() is not None:
                raise AssertionError((self.folder / "log").read_text())
            subprocess.run(["sleep", "0.1"], check=True)
        raise AssertionError("the server does not answer")

    def stop(self):
        self.process.send_signal(2)  # SIGINT: fast shutdown
        try:
            self.process.wait(timeout=TIME_LIMIT_S)
        finally:
            self.process.kill()
            self.process.wait()
            self.log.close()
            shutil.rmtree(self.folder)


class Postgres(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster()
        cls.addClassCleanup(cls.cluster.stop)

    def test_questions_are_asked_at_a_time_and_given_up(self):
        for workers in "1", "2":
            done = run([BIN / "postgres", self.cluster.conninfo],
                       env={**QUIET, **os.environ, "WOK_WORKERS": workers})
            self.assertEqual(done.stderr, b"")
            self.assertEqual(done.stdout, b"three answers: 6\n4000000 bytes went out\n"
                             b"given up: 57014\nand after it: 7\n")
            self.assertEqual(done.returncode, 0)

    def test_a_server_that_is_not_there_is_told(self):
        done = run([BIN / "postgres", f"host={self.cluster.folder}/none user=wok"])
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot connect", done.stderr)

    def test_a_server_that_refuses_is_told(self):
        done = run([BIN / "postgres", f"host={self.cluster.folder} user=nobody-here dbname=postgres"])
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"nobody-here", done.stderr)


if __name__ == "__main__":
    unittest.main()
