"""The ways to call wokcc: in front of a compiler, alone, behind and before launchers, for its own
answers; and what debuggers see of what it made."""
import shutil
import unittest

from harness import ASYNC, WOKCC, DriverTest, each_compiler


class Usage(DriverTest):
    def test_alone_with_gcc(self):
        self.write("a.c", ASYNC)
        self.assert_quiet(self.wokcc("a.c", "-o", "a"))
        self.assertEqual(self.run_command("./a").stdout, "42\n")

    def test_alone_with_options_first(self):
        self.write("a.c", ASYNC)
        self.assert_quiet(self.wokcc("-O2", "-o", "a", "a.c"))
        self.assertEqual(self.run_command("./a").stdout, "42\n")

    def test_alone_with_the_compiler_of_the_environment(self):
        self.write("a.c", ASYNC + "#ifndef __clang__\n#error\n#endif\n_Static_assert(X == 1, \"\");\n")
        self.assert_quiet(self.wokcc("-c", "a.c", env={"WOKCC_CC": "clang -DX=1"}))

    def test_a_compiler_by_its_path(self):
        self.write("a.c", ASYNC)
        self.assert_quiet(self.wokcc(shutil.which("gcc"), "-c", "a.c"))

    @each_compiler
    def test_what_the_compiler_says_of_itself(self, compiler):
        direct = self.run_command(compiler, "--version").stdout
        self.assertEqual(self.wokcc(compiler, "--version").stdout, direct)
        direct = self.run_command(compiler, "-print-search-dirs").stdout
        self.assertEqual(self.wokcc(compiler, "-print-search-dirs").stdout, direct)

    def test_what_wokcc_says_of_itself(self):
        self.assertRegex(self.wokcc("--version").stdout, r"^wokcc \d+\.\d+\.\d+\n$")
        self.assertIn("--print=STAGE", self.wokcc("--help").stdout)

    def test_ccache_in_front(self):
        self.write("a.c", ASYNC)
        cache = {"CCACHE_DIR": str(self.root / "cache")}
        for name in ("first.o", "second.o"):
            self.assert_quiet(self.run_command("ccache", WOKCC, "gcc", "-c", "a.c", "-o", name,
                                               env=cache))
        self.assertEqual((self.folder / "first.o").read_bytes(),
                         (self.folder / "second.o").read_bytes())
        lines = self.run_command("ccache", "--print-stats", env=cache).stdout.splitlines()
        counts = dict(line.split("\t") for line in lines if "\t" in line)
        hits = int(counts["direct_cache_hit"]) + int(counts["preprocessed_cache_hit"])
        self.assertEqual((hits, counts["cache_miss"]), (1, "1"))

    def test_ccache_notices_a_changed_header(self):
        self.write("a.c", ASYNC)
        cache = {"CCACHE_DIR": str(self.root / "cache")}
        self.run_command("ccache", WOKCC, "gcc", "-c", "a.c", "-o", "first.o", env=cache)
        self.write("answer.h", "#define ANSWER 43\n")
        self.run_command("ccache", WOKCC, "gcc", "-c", "a.c", "-o", "second.o", env=cache)
        self.wokcc("gcc", "second.o", "-o", "a")
        self.assertEqual(self.run_command("./a").stdout, "43\n")

    def test_ccache_behind(self):
        self.write("a.c", ASYNC)
        self.assert_quiet(self.wokcc("ccache", "gcc", "-c", "a.c",
                                     env={"CCACHE_DIR": str(self.root / "cache")}))
        self.assertTrue(self.exists("a.o"))

    def test_as_the_compiler_of_make(self):
        self.write("a.c", ASYNC)
        self.write("Makefile", "a: a.o\n")
        self.run_command("make", f"CC={WOKCC} cc", "CFLAGS=-O2 -g -Wall")
        self.assertEqual(self.run_command("./a").stdout, "42\n")


class Answers(DriverTest):
    """--print and --erase show, and compile nothing."""

    def test_marks(self):
        self.write("a.c", ASYNC)
        shown = self.wokcc("--print=marks", "gcc", "-c", "a.c").stdout
        self.assertIn("async", shown)
        self.assertFalse(self.exists("a.o"))

    def test_tree(self):
        self.write("a.c", ASYNC)
        self.assertIn("answer", self.wokcc("--print=tree", "a.c").stdout)

    def test_the_later_stages(self):
        self.write("a.c", "#include <wok/task.h>\nasync int answer(int value);\n"
                   "async int answer(int value) { await wok_yield(); return value; }\n")
        for stage in ("steps", "flow", "live", "frame"):
            with self.subTest(stage=stage):
                self.assertIn("answer", self.wokcc(f"--print={stage}", "a.c").stdout)

    @each_compiler
    def test_the_emitted_c_compiles_by_itself(self, compiler):
        self.write("emitted.c", self.wokcc("--print=c", compiler, "-c", "a.c").stdout)
        self.run_command(compiler, "-c", "emitted.c")

    def test_several_at_once(self):
        self.write("a.c", ASYNC)
        marks = self.wokcc("--print=marks", "a.c").stdout
        both = self.wokcc("--print=tree", "--print=marks", "a.c").stdout
        self.assertTrue(both.startswith(marks))
        self.assertGreater(len(both), len(marks))

    @each_compiler
    def test_erase_writes_a_sequential_program(self, compiler):
        self.wokcc("--erase", compiler, "a.c", "-o", "sequential.c")
        self.run_command(compiler, "sequential.c", "-o", "sequential")
        self.assertEqual(self.run_command("./sequential").stdout, "42\n")
        self.assertEqual(self.wokcc("--erase", compiler, "a.c").stdout,
                         self.read("sequential.c"))

    def test_erase_of_plain_text_is_the_text(self):
        self.write("plain.c", "int answer = 42;\n")
        self.assertIn("int answer = 42;", self.wokcc("--erase", "gcc", "plain.c").stdout)


class DebugInformation(DriverTest):
    @each_compiler
    def test_it_names_the_users_file_and_folder(self, compiler):
        self.write("src/b.c", ASYNC)
        self.wokcc(compiler, "-I.", "-g", "-c", "src/b.c", "-o", "b.o")
        info = self.run_command("readelf", "--debug-dump=info", "b.o").stdout
        self.assertRegex(info, r"DW_AT_name .*: src/b\.c\n")
        self.assertRegex(info, rf"DW_AT_comp_dir .*: {self.folder}\n")
        self.assertNotIn("wokcc-", info)

    def test_gdb_stops_at_the_users_line(self):
        self.write("a.c", ASYNC)
        self.wokcc("gcc", "-g", "-O0", "a.c", "-o", "a")
        shown = self.run_command("gdb", "-q", "-batch", "-ex", "break main", "-ex", "info breakpoints",
                                 "./a").stdout
        self.assertIn("a.c:6", shown)


if __name__ == "__main__":
    unittest.main()
