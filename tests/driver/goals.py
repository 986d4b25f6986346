"""Whatever a compiler can be asked for, wokcc makes it, where the compiler would have put it.

Method: the same command with and without `wokcc` in front must leave the same names behind.
"""
import unittest

from harness import ASYNC, PLAIN, DriverTest, each_compiler


class Goals(DriverTest):
    @each_compiler
    def test_an_object_is_named_after_its_source(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-c", "a.c"))
        self.assertTrue(self.exists("a.o"))

    @each_compiler
    def test_an_object_goes_where_o_says(self, compiler):
        (self.folder / "deep").mkdir()
        self.assert_quiet(self.wokcc(compiler, "-O2", "-c", "a.c", "-o", "deep/other.obj"))
        self.assertTrue(self.exists("deep/other.obj"))
        self.assertFalse(self.exists("a.o"))

    @each_compiler
    def test_a_source_in_another_folder_makes_an_object_in_this_one(self, compiler):
        self.write("src/b.c", ASYNC)
        self.assert_quiet(self.wokcc(compiler, "-I.", "-c", "src/b.c"))
        self.assertTrue(self.exists("b.o"))

    @each_compiler
    def test_assembly(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-S", "a.c"))
        self.assertIn("main", self.read("a.s"))
        self.assert_quiet(self.wokcc(compiler, "-S", "-o", "-", "a.c"))

    @each_compiler
    def test_checking_the_syntax_makes_nothing(self, compiler):
        before = self.names()
        self.assert_quiet(self.wokcc(compiler, "-fsyntax-only", "a.c"))
        self.assertEqual(self.names(), before)

    @each_compiler
    def test_a_program_in_one_command(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "a.c", "-o", "a"))
        self.assertEqual(self.run_command("./a").stdout, "42\n")

    @each_compiler
    def test_without_o_a_program_is_a_out(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "a.c"))
        self.assertEqual(self.run_command("./a.out").stdout, "42\n")

    @each_compiler
    def test_objects_are_linked_with_libwok(self, compiler):
        self.wokcc(compiler, "-c", "a.c")
        self.assert_quiet(self.wokcc(compiler, "a.o", "-o", "a"))
        self.assertEqual(self.run_command("./a").stdout, "42\n")

    @each_compiler
    def test_two_inputs_of_both_kinds(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-c", "plain.c", "a.c"))
        self.assertTrue(self.exists("a.o") and self.exists("plain.o"))
        self.assert_quiet(self.wokcc(compiler, "a.c", "plain.c", "-o", "both"))
        self.assertEqual(self.run_command("./both").stdout, "42\n")

    @each_compiler
    def test_two_inputs_of_one_name(self, compiler):
        self.write("x/part.c", ASYNC)
        self.write("y/part.c", PLAIN.replace("answer.h", "wok/async.h").replace("ANSWER", "1") +
                   "async int other(void);\nasync int other(void) { return 1; }\n")
        self.assert_quiet(self.wokcc(compiler, "-I.", "x/part.c", "y/part.c", "-o", "p"))
        self.assertEqual(self.run_command("./p").stdout, "42\n")

    @each_compiler
    def test_E_prints_the_text_that_wokcc_reads(self, compiler):
        text = self.wokcc(compiler, "-E", "a.c").stdout
        self.assertIn("#pragma wok words all", text)
        self.assertIn("async int answer(int value)", text)

    @each_compiler
    def test_E_to_a_file_that_is_compiled_later(self, compiler):
        self.wokcc(compiler, "-E", "a.c", "-o", "later.i")
        self.assert_quiet(self.wokcc(compiler, "later.i", "-o", "later"))
        self.assertEqual(self.run_command("./later").stdout, "42\n")

    @each_compiler
    def test_a_shared_object_uses_the_shared_library(self, compiler):
        self.write("a.c", ASYNC + "#include <wok/time.h>\nuint64_t now(void);\n"
                   "uint64_t now(void) { return wok_now(); }\n")
        self.assert_quiet(self.wokcc(compiler, "-shared", "-fPIC", "a.c", "-o", "liba.so"))
        needed = self.run_command("objdump", "-p", "liba.so").stdout
        self.assertIn("libwok.so", needed)

    @each_compiler
    def test_a_relocatable_object_has_no_library_in_it(self, compiler):
        self.wokcc(compiler, "-c", "plain.c")
        self.assert_quiet(self.wokcc(compiler, "-r", "-nostdlib", "plain.o", "-o", "all.o"))
        symbols = self.run_command("nm", "all.o").stdout
        self.assertNotIn("wok_", symbols)

    @each_compiler
    def test_save_temps_keeps_the_emitted_c(self, compiler):
        self.wokcc(compiler, "-save-temps", "-c", "a.c")
        self.assertIn("main", self.read("a.wok.i"))
        self.assertTrue(self.exists("a.s") and self.exists("a.o"))

    @each_compiler
    def test_pipe_and_pthread_and_standards_pass(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-pipe", "-pthread", "-std=gnu17", "-O2", "-g3",
                                     "-fPIC", "-c", "a.c"))

    @each_compiler
    def test_options_of_the_preprocessor_reach_only_it(self, compiler):
        (self.folder / "inc").mkdir()
        self.write("inc/more.h", "#define MORE 1\n")
        self.write("b.c", ASYNC + "_Static_assert(MORE == 1 && X == 7, \"\");\n#ifdef Y\n#error Y\n"
                   "#endif\n")
        self.assert_quiet(self.wokcc(
            compiler, "-Wall", "-Wextra", "-Werror", "-Iinc", "-isystem", "inc", "-iquote", "inc",
            "-idirafter", "inc", "-include", "more.h", "-DX=7", "-DY", "-U", "Y",
            "-Wp,-DZ", "-c", "b.c"))


if __name__ == "__main__":
    unittest.main()
