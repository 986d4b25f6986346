"""Whatever way an input is named, it is found, and inputs that are not C are left to the compiler."""
import unittest

from harness import ASYNC, PLAIN, DriverTest, each_compiler


class Inputs(DriverTest):
    @each_compiler
    def test_standard_input(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-x", "c", "-", "-o", "a", stdin=ASYNC))
        self.assertEqual(self.run_command("./a").stdout, "42\n")
        self.assert_quiet(self.wokcc(compiler, "-c", "-xc", "-o", "in.o", "-", stdin=ASYNC))
        self.assertTrue(self.exists("in.o"))

    @each_compiler
    def test_plain_text_on_standard_input(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-c", "-x", "c", "-o", "p.o", "-", stdin=PLAIN))
        self.assertIn("plain", self.run_command("nm", "p.o").stdout)

    @each_compiler
    def test_x_overrides_the_suffix(self, compiler):
        self.write("a.txt", ASYNC)
        self.assert_quiet(self.wokcc(compiler, "-x", "c", "a.txt", "-x", "none", "plain.c",
                                     "-o", "a"))
        self.assertEqual(self.run_command("./a").stdout, "42\n")

    @each_compiler
    def test_response_files_are_read_with_their_quotes_and_nested(self, compiler):
        self.write("b.c", ASYNC + "_Static_assert(sizeof TEXT == 4, \"\");\n")
        self.write("outer", "-O2 '-DTEXT=\"a b\"'\n-o \"name with spaces\" @inner")
        self.write("inner", "b.c\n")
        self.assert_quiet(self.wokcc(compiler, "@outer"))
        self.assertEqual(self.run_command("./name with spaces").stdout, "42\n")

    @each_compiler
    def test_a_response_file_with_more_than_a_command_holds(self, compiler):
        self.write("empty.c", "")
        self.run_command(compiler, "-c", "empty.c")
        names = [f"{'long' * 30}-{i}.o" for i in range(1500)]
        for name in names:
            (self.folder / name).symlink_to("empty.o")
        self.write("many", "a.c -o a\n" + "\n".join(names))
        self.assert_quiet(self.wokcc(compiler, "@many"))
        self.assertEqual(self.run_command("./a").stdout, "42\n")

    @each_compiler
    def test_names_with_spaces_and_quotes(self, compiler):
        self.write("a 'b' \"c\".c", ASYNC)
        self.assert_quiet(self.wokcc(compiler, "-MMD", "-c", "a 'b' \"c\".c", "-o", "it is.o"))
        self.assertTrue(self.exists("it is.o"))

    @each_compiler
    def test_cplusplus_and_assembler_are_left_alone(self, compiler):
        self.write("x.cc", "#include <future>\n#include <wok/async.h>\n"
                   "extern \"C\" int x() { auto task = 1; return task; }\n")
        self.write("s.s", ".globl s\ns: ret\n")
        self.assert_quiet(self.wokcc(compiler, "-c", "x.cc", "s.s", "a.c"))
        self.assertTrue(all(self.exists(name) for name in ("x.o", "s.o", "a.o")))

    def test_a_cplusplus_compiler_takes_c_files_for_cplusplus(self):
        self.write("x.c", "class c {};\n#ifndef __cplusplus\n#error\n#endif\n#ifdef __WOKCC__\n"
                   "#error\n#endif\n")
        self.assert_quiet(self.wokcc("g++", "-c", "x.c"))
        self.wokcc("clang++", "-c", "x.c")

    @each_compiler
    def test_dialects_reach_our_parser(self, compiler):
        for standard in ("gnu11", "gnu17", "gnu2x", "c11", "c99"):
            self.assert_quiet(self.wokcc(compiler, f"-std={standard}", "-c", "a.c"))


class Plain(DriverTest):
    """A file without a word of async C comes out as if wokcc had not been there."""

    @each_compiler
    def test_its_object_is_the_same_byte_for_byte(self, compiler):
        self.run_command(compiler, "-O2", "-g", "-c", "plain.c", "-o", "direct.o")
        self.assert_quiet(self.wokcc(compiler, "-O2", "-g", "-c", "plain.c", "-o", "direct2.o"))
        self.run_command(compiler, "-O2", "-c", "plain.c", "-o", "direct.o")
        self.wokcc(compiler, "-O2", "-c", "plain.c", "-o", "ours.o")
        self.assertEqual((self.folder / "direct.o").read_bytes(),
                         (self.folder / "ours.o").read_bytes())

    @each_compiler
    def test_its_warnings_come_once(self, compiler):
        self.write("w.c", "#warning \"look here\"\nint x;\n")
        self.assertEqual(self.wokcc(compiler, "-c", "w.c").stderr.count("warning: "), 1)

    @each_compiler
    def test_words_are_names_where_the_header_is_not_included(self, compiler):
        self.write("n.c", "struct task { int race; };\nint async, await, box, join;\n")
        self.assert_quiet(self.wokcc(compiler, "-Wall", "-c", "n.c"))

    @each_compiler
    def test_a_caller_is_plain_and_finds_the_headers(self, compiler):
        self.write("n.c", "#define WOK_CALLER\n#include <wok/future.h>\nint task;\n")
        self.assert_quiet(self.wokcc(compiler, "-Wall", "-c", "n.c"))


if __name__ == "__main__":
    unittest.main()
