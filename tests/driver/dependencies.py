"""Dependency files name the user's headers and the object that the user asked for.

Method: the dependency file of `wokcc CC …` must have the target of `CC …`, and its prerequisites.
"""
import unittest

from harness import DriverTest, each_compiler


def parse(text):
    """The first rule of a dependency file: (target, prerequisites)."""
    rule = text.replace("\\\n", " ").split("\n")[0]
    target, _, names = rule.partition(":")
    return target, names.split()


class Dependencies(DriverTest):
    def rule(self, name):
        return parse(self.read(name))

    @each_compiler
    def test_MD_is_named_after_the_object(self, compiler):
        (self.folder / "out").mkdir()
        self.assert_quiet(self.wokcc(compiler, "-MD", "-c", "a.c", "-o", "out/a.o"))
        target, names = self.rule("out/a.d")
        self.assertEqual(target, "out/a.o")
        self.assertEqual(names[0], "a.c")
        self.assertIn("answer.h", names)
        self.assertTrue(any(name.endswith("wok/async.h") for name in names), names)

    @each_compiler
    def test_MMD_leaves_out_system_headers_and_ours(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-MMD", "-c", "a.c"))
        self.assertEqual(self.rule("a.d"), ("a.o", ["a.c", "answer.h"]))

    @each_compiler
    def test_the_names_given_by_MF_MT_MQ_are_used(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-MMD", "-MF", "deps", "-MT", "first second",
                                     "-c", "a.c"))
        self.assertEqual(self.rule("deps")[0], "first second")
        self.assert_quiet(self.wokcc(compiler, "-MMD", "-MFdeps2", "-MQ", "$x", "-c", "a.c"))
        self.assertEqual(self.rule("deps2")[0], "$$x")

    @each_compiler
    def test_MP_adds_targets_for_headers(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-MMD", "-MP", "-c", "a.c"))
        self.assertIn("\nanswer.h:", self.read("a.d"))

    @each_compiler
    def test_M_and_MM_print_rules_and_compile_nothing(self, compiler):
        target, names = parse(self.wokcc(compiler, "-MM", "a.c").stdout)
        self.assertEqual((target, names), ("a.o", ["a.c", "answer.h"]))
        self.assertIn("answer.h", parse(self.wokcc(compiler, "-M", "a.c").stdout)[1])
        self.assertFalse(self.exists("a.o"))

    @each_compiler
    def test_dependencies_through_Wp(self, compiler):
        self.assert_quiet(self.wokcc(compiler, "-Wp,-MD,kernel.d", "-c", "a.c"))
        self.assertIn("answer.h", self.rule("kernel.d")[1])

    @each_compiler
    def test_what_cmake_asks_for(self, compiler):
        (self.folder / "dir").mkdir()
        self.assert_quiet(self.wokcc(compiler, "-MD", "-MT", "dir/a.c.o", "-MF", "dir/a.c.o.d",
                                     "-o", "dir/a.c.o", "-c", self.folder / "a.c"))
        target, names = self.rule("dir/a.c.o.d")
        self.assertEqual(target, "dir/a.c.o")
        self.assertEqual(names[0], str(self.folder / "a.c"))

    @each_compiler
    def test_it_is_as_the_compiler_does_it(self, compiler):
        """Compared with the compiler itself, on a plain file and its async twin."""
        ways = (("-MMD", "-c", "X"), ("-MMD", "-S", "X"), ("-MMD", "-c", "X", "-o", "o.x"),
                ("-MMD", "X", "-shared", "-fPIC", "-o", "app"), ("-MMD", "-S", "X", "-o", "b.s"))
        self.write("x/f.c", "#include \"answer.h\"\nint f(void);\nint f(void) { return 1; }\n")
        self.write("y/f.c", "#include <wok/async.h>\n#include \"answer.h\"\nasync int f(void);\n"
                   "async int f(void) { return 1; }\n")
        for way in ways:
            found = []
            for folder, front in (("x", ()), ("y", ("--libwok=none",))):
                for old in self.folder.glob("*.d"):
                    old.unlink()
                words = [folder + "/f.c" if word == "X" else word for word in way]
                if front:
                    self.wokcc(*front, compiler, "-I.", *words)
                else:
                    self.run_command(compiler, "-I.", *words)
                found.append({path.name: path.read_text().replace(folder + "/", "")
                              .replace("\\\n", "").split() for path in self.folder.glob("*.d")})
            self.assertTrue(found[0], way)
            self.assertEqual(found[0], found[1], way)


if __name__ == "__main__":
    unittest.main()
