"""
Goal: tail prints what is in files and what comes, each byte once, through all that happens to a log.
Method: build/bin/tail on files of this test; what it prints is compared with what was written.
"""

import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import unittest

from server import BIN, TIME_LIMIT_S, run, wait_until


class Tail(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.process = None

    def tearDown(self):
        if self.process:
            self.process.send_signal(signal.SIGINT)
            self.reader.join(TIME_LIMIT_S)
            self.assertEqual(self.process.wait(TIME_LIMIT_S), 0)
            self.process.stdout.close()
            self.process.stderr.close()
        self.folder.cleanup()

    def start(self, *arguments):
        self.process = subprocess.Popen([BIN / "tail", *arguments], cwd=self.path,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.said = b""

        def read():
            while part := os.read(self.process.stdout.fileno(), 65536):
                self.said += part
        self.reader = threading.Thread(target=read)
        self.reader.start()

    def expect(self, text):
        wait_until(lambda: len(self.said) >= len(text), f"{text[-100:]} comes, after {self.said[-100:]}")
        self.assertEqual(self.said, text)

    def write(self, name, data, mode="ab"):
        with open(self.path / name, mode) as file:
            file.write(data)

    def test_the_last_lines_come_first(self):
        lines = b"".join(b"line %d\n" % i for i in range(5000))
        for count, expected in ((3, b"line 4997\nline 4998\nline 4999\n"), (9999, lines)):
            self.write("log", lines, "wb")
            self.start("-n", str(count), "log")
            self.expect(expected)
            self.write("log", b"and more")
            self.expect(expected + b"and more")
            self.tearDown()
            self.setUp()

    def test_none_of_the_old_lines_may_be_wanted(self):
        self.write("log", b"old\n" * 100)
        self.start("-n", "0", "log")

        def has_begun():
            self.write("log", b"x")  # before it looked at the end, this is old, too
            return self.said
        wait_until(has_begun, "what is new comes")
        self.assertEqual(self.said.strip(b"x"), b"")

    def test_a_last_line_without_an_end_counts(self):
        self.write("log", b"a\nb\nc")
        self.start("-n", "2", "log")
        self.expect(b"b\nc")

    def test_what_comes_is_printed_once(self):
        self.write("log", b"")
        self.start("log")
        expected = b""
        for i in range(300):
            part = b"%d " % i * (i % 40)
            self.write("log", part)
            expected += part
        self.expect(expected)

    def test_a_file_that_is_replaced_cut_or_made_later_is_followed(self):
        self.start("log")
        self.write("log", b"first\n")
        self.expect(b"first\n")
        os.rename(self.path / "log", self.path / "log.1")
        self.write("log", b"second\n")
        self.expect(b"first\nsecond\n")
        self.write("log", b"x\n", "wb")
        self.expect(b"first\nsecond\nx\n")
        (self.path / "log").unlink()
        self.write("other", b"nobody asked\n")
        self.write("log", b"again\n")
        self.expect(b"first\nsecond\nx\nagain\n")

    def test_two_files_have_headers(self):
        self.write("a", b"1\n")
        self.start("a", "b")
        self.expect(b"==> a <==\n1\n")
        self.write("b", b"2\n")
        self.expect(b"==> a <==\n1\n\n==> b <==\n2\n")
        self.write("b", b"3\n")
        self.write("a", b"")
        self.expect(b"==> a <==\n1\n\n==> b <==\n2\n3\n")

    def test_mistakes_are_told(self):
        self.assertEqual(run([BIN / "tail"]).returncode, 2)
        self.assertEqual(run([BIN / "tail", "-n", "x", "log"]).returncode, 2)
        done = run([BIN / "tail", self.path / "no" / "log"])
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"its folder cannot be watched: No such file", done.stderr)


if __name__ == "__main__":
    unittest.main()
