"""What the tests of the driver share: a folder of one's own, wokcc in it, and files to compile.

The programs here hold just enough async C for wokcc to take them through its stages: what the stages
make of the language is tested elsewhere.
"""
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PREFIX = pathlib.Path(os.environ["WOK_PREFIX"])
WOKCC = PREFIX / "bin" / "wokcc"
COMPILERS = ("gcc", "clang")

ASYNC = """\
#include <wok/async.h>
#include <stdio.h>
#include "answer.h"
async int answer(int value);
async int answer(int value) { return value + ANSWER; }
int main(void) { printf("%d\\n", ANSWER); return 0; }
"""

PLAIN = """\
#include "answer.h"
int plain(void);
int plain(void) { return ANSWER; }
"""


class DriverTest(unittest.TestCase):
    """Each test starts in an empty folder, with TMPDIR set to one that has to be empty afterwards."""

    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="wok-test-"))
        self.addCleanup(shutil.rmtree, self.root)
        self.folder = self.root / "work"
        self.temporary = self.root / "tmp"
        self.folder.mkdir()
        self.temporary.mkdir()
        self.write("answer.h", "#define ANSWER 42\n")

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def read(self, name):
        return (self.folder / name).read_text()

    def exists(self, name):
        return (self.folder / name).exists()

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def run_command(self, *words, status=0, stdin=None, env=None, cwd=None):
        """Runs it and expects this exit status (None: any but 0). Returns the finished process."""
        environment = dict(os.environ, TMPDIR=str(self.temporary), LC_ALL="C", **(env or {}))
        done = subprocess.run([str(word) for word in words], cwd=cwd or self.folder, input=stdin,
                              env=environment, text=True, capture_output=True, timeout=120,
                              check=False)
        shown = f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}"
        if status is None:
            self.assertNotEqual(done.returncode, 0, shown)
        else:
            self.assertEqual(done.returncode, status, shown)
        self.assertEqual(list(self.temporary.glob("wok*")), [], "temporary files are left behind")
        return done

    def wokcc(self, *words, **how):
        return self.run_command(WOKCC, *words, **how)

    def assert_quiet(self, done):
        self.assertEqual(done.stderr, "")

    def start_again(self):
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.write("answer.h", "#define ANSWER 42\n")
        self.write("a.c", ASYNC)
        self.write("plain.c", PLAIN)


def each_compiler(test):
    """The test once with gcc and once with clang, each in a clean folder with a.c and plain.c."""
    @functools.wraps(test)
    def run(self):
        for compiler in COMPILERS:
            with self.subTest(compiler=compiler):
                self.start_again()
                test(self, compiler)
    return run
