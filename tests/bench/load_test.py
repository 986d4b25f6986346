"""The load and the demonstration, against a server whose faults are known.

Goal: what is answered is counted once, what is wrong is counted under its name and makes the exit
status 1, and the demonstration notices a server that is nearly right.
Method: http_server.py behaves as the path says; the programs are run as a person would run them.
Usage: load_test.py PATH_OF_WOK_LOAD [unittest arguments]
"""
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LOAD = pathlib.Path(sys.argv.pop(1)).resolve()


class LoadTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = subprocess.Popen([sys.executable, str(HERE / "http_server.py")],
                                      stdout=subprocess.PIPE, text=True)
        cls.address = cls.server.stdout.readline().split("//")[1].strip()

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()
        cls.server.stdout.close()

    def load(self, *arguments, address=None, limit=None, given=""):
        def lower_limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        return subprocess.run([str(LOAD), *arguments[:-1], address or self.address, arguments[-1]],
                              capture_output=True, text=True, timeout=60, check=False, input=given,
                              preexec_fn=lower_limit if limit else None)

    def counts(self, *arguments, **options):
        """(exit status, figures) of a load with 20 connections and 5 requests on each."""
        with tempfile.NamedTemporaryFile() as figures:
            done = self.load("--quiet", "--connections", "20", "--requests", "5", "--json",
                             figures.name, *arguments, **options)
            return done, json.loads(pathlib.Path(figures.name).read_text())

    def assert_all_answered(self, path):
        done, figures = self.counts(path)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual((figures["requests"], figures["errors"]), (100, 0))
        self.assertGreaterEqual(figures["latency_ns"]["max"], figures["latency_ns"]["p50"])
        return figures

    def assert_errors(self, path, answered, errors, reason, *options):
        done, figures = self.counts(*options, path)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertEqual((figures["requests"], figures["errors"]), (answered, errors))
        self.assertRegex(done.stdout, rf"(?m)^  {errors} +{reason}$")

    def test_every_request_is_answered_and_counted_once(self):
        self.assert_all_answered("/good")

    def test_large_answers_are_read_to_their_end(self):
        self.assertGreater(self.assert_all_answered("/large")["bytes"], 100 << 20)

    def test_answers_in_small_pieces_empty_ones_and_interim_ones_count_once(self):
        for path in ("/slow", "/empty", "/continue"):
            self.assert_all_answered(path)

    def test_another_status_is_an_error_and_the_connection_goes_on(self):
        self.assert_errors("/missing", 100, 100, "status other than 2xx")

    def test_a_connection_closed_early_counts_what_it_owed(self):
        self.assert_errors("/close", 20, 80, "closed by the server")
        self.assert_errors("/cut", 0, 100, "closed by the server")

    def test_what_is_not_http_is_an_error(self):
        self.assert_errors("/malformed", 0, 100, "malformed answer")

    def test_a_silent_server_ends_with_the_time(self):
        self.assert_errors("/silent", 0, 100, "not answered in time", "--time", "1")

    def test_no_server_is_an_error_with_its_reason(self):
        done = self.load("--quiet", "--connections", "3", "/", address="127.0.0.1:1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Connection refused", done.stdout)

    def test_too_few_descriptors_are_said_with_the_number_that_is_used(self):
        done = self.load("--connections", "1000", "--requests", "1", "/good", limit=200)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("the descriptor limit is 200 and cannot be raised", done.stderr)
        self.assertIn("using 136 connections", done.stderr)
        self.assertIn("136 open at once", done.stdout)

    def test_no_descriptors_at_all_is_an_error(self):
        done = self.load("--connections", "1000", "/good", limit=40)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("using 0 connections", done.stderr)

    def test_all_connections_are_open_at_once_when_the_step_says_so(self):
        done = self.load("--quiet", "--step", "--connections", "500", "/good", given="\n\n")
        self.assertEqual(done.stdout.splitlines()[:2], ["open 500", "sent 500"])
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_progress_is_shown_unless_quiet(self):
        shown = self.load("--connections", "20", "/good").stderr
        self.assertRegex(shown, r"opening: 20 open")
        self.assertRegex(shown, r"sending: 20 open, 200 answered")

    def test_a_wrong_command_line_is_refused(self):
        for arguments in (["--connections", "0", "/"], ["--requests", "x", "/"], ["--no-such", "/"]):
            self.assertEqual(self.load(*arguments).returncode, 2, arguments)
        self.assertEqual(self.load("/", address="localhost").returncode, 2)


class DemoTest(unittest.TestCase):
    def demo(self, *server):
        build = tempfile.TemporaryDirectory()
        self.addCleanup(build.cleanup)
        programs = pathlib.Path(build.name) / "bin"
        programs.mkdir()
        (programs / "wok-load").symlink_to(LOAD)
        return subprocess.run([str(ROOT / "tools" / "demo" / "run"), build.name, "--connections",
                               "200", "--server", " ".join(server)], capture_output=True, text=True,
                              timeout=60, check=False)

    def test_a_good_server_makes_a_good_demonstration(self):
        done = self.demo(sys.executable, str(HERE / "http_server.py"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        text = re.sub(r"\033\[[\d;]*m", "", done.stdout)
        for part in ("2,000   0 errors", "p99.9", "memory per connection", "tasks in flight",
                     "data.bin     1,048,576 bytes, the same as on the disk", "│ HTTP/1.1 200 OK",
                     "stopped in order", "All of it worked"):
            self.assertIn(part, text)

    def test_one_wrong_byte_is_noticed(self):
        done = self.demo(sys.executable, str(HERE / "http_server.py"), "--corrupt")
        self.assertEqual(done.returncode, 1)
        self.assertIn("data.bin: status 200, 1048576 bytes that differ from the disk", done.stdout)

    def test_a_server_that_does_not_start_is_said_with_its_complaint(self):
        done = self.demo("sh -c 'echo no such luck >&2; exit 3'")
        self.assertEqual(done.returncode, 1)
        self.assertIn("it said: no such luck", done.stdout)

    def test_without_the_programs_it_says_what_is_missing(self):
        done = subprocess.run([str(ROOT / "tools" / "demo" / "run"), "/nowhere"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not there; ./dev build makes it", done.stderr)


if __name__ == "__main__":
    unittest.main()
