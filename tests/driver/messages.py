"""What goes wrong is said once, clearly, at the user's own lines, and the exit status is not 0."""
import os
import signal
import subprocess
import time
import unittest

from harness import ASYNC, WOKCC, DriverTest, each_compiler


class Messages(DriverTest):
    def expect(self, text, *words, **how):
        message = self.wokcc(*words, status=None, **how).stderr
        self.assertIn(text, message)
        return message

    @each_compiler
    def test_a_missing_file(self, compiler):
        message = self.expect("nowhere.c", compiler, "-c", "nowhere.c")
        self.assertRegex(message.lower(), "no such file")

    def test_a_missing_preprocessed_file(self):
        self.expect("wokcc: nowhere.i: No such file", "gcc", "-c", "nowhere.i")

    @each_compiler
    def test_a_missing_header(self, compiler):
        self.write("b.c", "#include \"nowhere.h\"\n" + ASYNC)
        self.assertEqual(self.expect("nowhere.h", compiler, "-c", "b.c").count("error: "), 1)

    def test_a_compiler_that_is_not_there(self):
        self.write("a.c", ASYNC)
        self.expect("wokcc: cannot run 'no-such-cc': No such file", "no-such-cc", "-c", "a.c")

    @each_compiler
    def test_an_option_that_nobody_knows(self, compiler):
        self.expect("--no-such-option", compiler, "--no-such-option", "-c", "a.c")

    def test_an_option_without_its_value(self):
        self.expect("'-o' needs a value", "gcc", "-c", "a.c", "-o")

    def test_nothing_at_all(self):
        self.expect("nothing to compile")

    def test_wokcc_behind_wokcc(self):
        self.expect("is wokcc itself", WOKCC, "gcc", "-c", "a.c")

    def test_a_response_file_that_includes_itself(self):
        self.write("loop", "@loop")
        self.expect("it includes itself", "gcc", "@loop")

    def test_our_own_options_with_wrong_values(self):
        self.expect("the stages are marks, tree", "--print=everything", "gcc", "-c", "a.c")
        self.expect("fast or reference", "--backend=best", "gcc", "-c", "a.c")
        self.expect("the kinds are static", "--libwok=some", "gcc", "-c", "a.c")

    def test_looking_at_no_c_file(self):
        self.expect("no C file", "--print=tree", "gcc", "-c", "x.o")

    @each_compiler
    def test_errors_of_the_compiler_are_at_the_users_line(self, compiler):
        self.write("b.c", ASYNC + "\n\nint wrong(void) { return undeclared; }\n")
        message = self.expect("undeclared", compiler, "-c", "b.c")
        self.assertIn("b.c:9:", message)

    @each_compiler
    def test_warnings_of_the_compiler_come_once_at_the_users_line(self, compiler):
        self.write("b.c", ASYNC + "\nint f(int x);\nint f(int x) { int unused; return x; }\n")
        message = self.wokcc(compiler, "-Wall", "-c", "b.c").stderr
        self.assertEqual(message.count("warning: "), 1)
        self.assertIn("b.c:9:", message)
        self.wokcc(compiler, "-Wall", "-Werror", "-c", "b.c", status=None)

    @each_compiler
    def test_warnings_of_the_preprocessor_come_once(self, compiler):
        self.write("b.c", "#warning \"look here\"\n" + ASYNC)
        self.assertEqual(self.wokcc(compiler, "-c", "b.c").stderr.count("warning: "), 1)

    @each_compiler
    def test_every_input_is_reported(self, compiler):
        for name in ("b.c", "c.c"):
            self.write(name, f"#include \"missing-{name}.h\"\n")
        message = self.expect("missing-b.c.h", compiler, "-c", "b.c", "c.c")
        self.assertIn("missing-c.c.h", message)


class FallThrough(DriverTest):
    """A comment that says that falling through is meant still says it, after preprocessing."""

    CODE = ASYNC + """
int f(int x, int y);
int f(int x, int y) {
    switch (x) {
    case 0: y++; /* fall through */ case 1:
        y++;
        /* Falls through. */
    case 2:
        y++;
        // FALLTHRU
    default:
        y++;
        REMARK
    case 9:
        y++;
    }
    return _Generic(x, int: y, /* fallthrough */ default: 0);
}
"""

    def test_comments_are_understood(self):
        self.write("b.c", self.CODE.replace("REMARK", "// fallthrough"))
        self.assert_quiet(self.wokcc("gcc", "-Wall", "-Wextra", "-Werror", "-c", "b.c"))

    def test_clang_reads_the_result(self):
        self.write("b.c", self.CODE.replace("REMARK", "// fallthrough"))
        self.assert_quiet(self.wokcc("clang", "-Wall", "-Wextra", "-Werror", "-c", "b.c"))

    def test_without_a_comment_the_warning_stays_and_knows_its_line(self):
        self.write("b.c", self.CODE.replace("REMARK", "// an ordinary remark"))
        message = self.wokcc("gcc", "-Wall", "-Wextra", "-c", "b.c").stderr
        self.assertEqual(message.count("may fall through"), 1)
        self.assertIn("b.c:18:", message)


class Ends(DriverTest):
    """However it ends, no temporary file is left, and the exit status tells how it was."""

    def test_the_compilers_exit_status_is_ours(self):
        script = self.write("cc", "#!/bin/sh\ncase \" $* \" in *' -E '*) exec gcc \"$@\";; esac\n"
                            "exit 9\n")
        script.chmod(0o755)
        self.write("a.c", ASYNC)
        self.wokcc("./cc", "-c", "a.c", status=9)

    def test_a_signal_removes_the_temporary_files_and_ends_the_compiler(self):
        self.write("a.c", ASYNC)
        script = self.write("cc", "#!/bin/sh\ncase \" $* \" in *' -E '*) exec gcc \"$@\";; esac\n"
                            "touch started\nexec sleep 100\n")
        script.chmod(0o755)
        process = subprocess.Popen([WOKCC, "./cc", "-c", "a.c"], cwd=self.folder,
                                   env=dict(os.environ, TMPDIR=str(self.temporary)))
        while not self.exists("started"):
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        self.assertEqual(len(list(self.temporary.iterdir())), 1)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=60), -signal.SIGTERM)
        self.assertEqual(list(self.temporary.iterdir()), [])

    def test_a_temporary_folder_that_cannot_be_made(self):
        self.write("a.c", ASYNC)
        done = subprocess.run([WOKCC, "gcc", "-S", "-pipe", "-c", "a.c"], cwd=self.folder, text=True,
                              env=dict(os.environ, TMPDIR="/nonexistent"), capture_output=True,
                              check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("wokcc: cannot write temporary files: No such file", done.stderr)


if __name__ == "__main__":
    unittest.main()
