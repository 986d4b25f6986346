"""A new user's folder, outside the repository, with nothing but an installation.

Method: install into an empty folder and move that somewhere else, so that nothing can lean on the
build tree or on the prefix it was installed to. Then do what the README says, as a user would.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "driver"))
os.environ.setdefault("WOK_PREFIX", "/nonexistent")
import harness  # noqa: E402
from harness import DriverTest  # noqa: E402

HELLO = """\
#include <wok/wok.h>
#include <stdio.h>

async int cook(int minutes) {
    await wok_sleep(minutes * WOK_MS);
    return minutes * 2;
}

async int main(void) {
    printf("cooked for %d\\n", await cook(3));
    return 0;
}
"""

STRICT = ("-Wall", "-Wextra", "-Wshadow", "-Werror", "-O2", "-D_FORTIFY_SOURCE=3")

# One header for everybody: async C declares and defines, plain C and C++ call.
KITCHEN_H = """\
#ifndef KITCHEN_H
#define KITCHEN_H
#include <wok/wok.h>
#ifdef __cplusplus
extern "C" {
#endif
struct order { int noodles; const char *name; };
wok_async int kitchen_cook(struct order order, int minutes);
wok_async void kitchen_clean(int *plates);
#ifdef __cplusplus
}
#endif
#endif
"""

KITCHEN_C = """\
#include "kitchen.h"
async int kitchen_cook(struct order order, int minutes) {
    await wok_sleep(minutes * WOK_MS);
    return order.noodles * minutes;
}
async void kitchen_clean(int *plates) {
    await wok_yield();
    *plates = 0;
}
"""

GUEST = """\
#include "kitchen.h"
#include <stdio.h>
int main(void) {
    struct order order = {7, "udon"};
    int plates = 3;
    int cooked = kitchen_cook(order, 6);
    kitchen_clean(&plates);
    printf("%d %d\\n", cooked, plates);
    return 0;
}
"""


def setUpModule():
    global ROOT
    ROOT = pathlib.Path(tempfile.mkdtemp(prefix="wok-install-"))
    first, harness.PREFIX = ROOT / "first", ROOT / "moved" / "here"
    subprocess.run(["cmake", "--install", os.environ["WOK_BUILD"], "--prefix", str(first)],
                   check=True, stdout=subprocess.DEVNULL)
    harness.PREFIX.parent.mkdir()
    first.rename(harness.PREFIX)
    harness.WOKCC = harness.PREFIX / "bin" / "wokcc"


def tearDownModule():
    shutil.rmtree(ROOT)


class Newcomer(DriverTest):
    def setUp(self):
        super().setUp()
        self.write("hello.c", HELLO)
        self.path = {"PATH": f"{harness.PREFIX}/bin:{os.environ['PATH']}"}

    def user(self, *words, **how):
        """The command as the user types it: wokcc is found in the PATH."""
        env = dict(self.path, **how.pop("env", {}))
        return self.run_command("sh", "-c", 'exec "$@"', "sh", *words, env=env, **how)

    def expect_hello(self, program="./hello"):
        self.assertEqual(self.run_command(program).stdout, "cooked for 6\n")

    def test_the_installation_has_its_parts(self):
        for name in ("bin/wokcc", "bin/wok", "lib/libwok.a", "lib/libwok.so", "include/wok/wok.h",
                     "lib/pkgconfig/wok.pc", "lib/cmake/wok/wok-config.cmake"):
            self.assertTrue((harness.PREFIX / name).exists(), name)

    def test_nothing_installed_names_the_source_tree(self):
        source = re.escape(str(pathlib.Path(__file__).resolve().parents[2]))
        for path in harness.PREFIX.rglob("*"):
            if path.suffix in (".cmake", ".pc", ".h"):
                self.assertNotRegex(path.read_text(), rf"(?<![\w.}}]){source}/", path)

    def test_hello_in_one_command(self):
        for compiler in harness.COMPILERS:
            with self.subTest(compiler=compiler):
                self.assert_quiet(self.user("wokcc", compiler, "hello.c", "-o", "hello"))
                self.expect_hello()

    def test_hello_alone(self):
        self.assert_quiet(self.user("wokcc", "hello.c", "-o", "hello"))
        self.expect_hello()

    def test_hello_in_two_steps(self):
        self.user("wokcc", "gcc", "-c", "hello.c")
        self.user("wokcc", "gcc", "hello.o", "-o", "hello")
        self.expect_hello()

    def test_hello_by_wok_run(self):
        done = self.user("wok", "run", "hello.c")
        self.assertEqual(done.stdout, "cooked for 6\n")
        self.assert_quiet(done)

    def test_wok_run_hands_on_arguments_and_status(self):
        self.write("args.c", "#include <wok/wok.h>\n#include <stdio.h>\n"
                   "async int main(int argc, char **argv) {\n    await wok_yield();\n"
                   "    for (int i = 0; i < argc; i++) puts(argv[i]);\n    return argc;\n}\n")
        done = self.user("wok", "run", "args.c", "two words", "-x", status=3)
        self.assertEqual(done.stdout, "args.c\ntwo words\n-x\n")

    def test_strict_user_code(self):
        for compiler in harness.COMPILERS:
            for standard in ("-std=gnu11", "-std=gnu17", "-std=gnu2x"):
                with self.subTest(compiler=compiler, standard=standard):
                    self.assert_quiet(self.user("wokcc", compiler, *STRICT, standard, "hello.c",
                                                "-o", "hello"))
                    self.expect_hello()

    def test_optimised_and_not_and_position_independent_or_not(self):
        for compiler in harness.COMPILERS:
            for flags in (("-O0",), ("-O3", "-flto"), ("-static",), ("-no-pie", "-fno-pie")):
                with self.subTest(compiler=compiler, flags=flags):
                    if compiler == "clang" and "-flto" in flags:
                        continue  # needs a linker plugin that Debian ships apart
                    self.user("wokcc", compiler, *flags, "hello.c", "-o", "hello")
                    self.expect_hello()

    def test_make(self):
        self.write("Makefile", "hello: hello.o\n")
        self.user("make", "CC=wokcc cc")
        self.expect_hello()

    def test_make_with_its_one_step_rule(self):
        self.user("make", "CC=wokcc cc", "CFLAGS=-O2 -Wall", "hello")
        self.expect_hello()

    def test_ccache(self):
        env = {"CCACHE_DIR": str(self.root / "cache")}
        for _ in range(2):
            self.user("ccache", "wokcc", "gcc", "-O2", "-c", "hello.c", env=env)
            self.user("wokcc", "gcc", "hello.o", "-o", "hello")
            self.expect_hello()

    def test_cmake_package(self):
        self.write("CMakeLists.txt", """\
cmake_minimum_required(VERSION 3.20)
project(hello C)
find_package(wok REQUIRED)
add_executable(hello hello.c plain.c)
wok_enable(hello)
""")
        self.write("plain.c", "int plain(void);\nint plain(void) { return 1; }\n")
        for compiler in harness.COMPILERS:
            with self.subTest(compiler=compiler):
                build = f"build-{compiler}"
                self.run_command("cmake", "-G", "Ninja", "-S", ".", "-B", build,
                                 f"-DCMAKE_C_COMPILER={compiler}", "-DCMAKE_C_FLAGS=-Wall -Werror",
                                 f"-DCMAKE_PREFIX_PATH={harness.PREFIX}")
                self.run_command("cmake", "--build", build)
                self.expect_hello(f"{build}/hello")
                again = self.run_command("cmake", "--build", build).stdout
                self.assertIn("no work to do", again)

    def test_cmake_rebuilds_when_a_header_changes(self):
        self.write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.20)\nproject(h C)\n"
                   "find_package(wok REQUIRED)\nadd_executable(h h.c)\nwok_enable(h)\n")
        self.write("h.h", "#define ANSWER 1\n")
        self.write("h.c", "#include \"h.h\"\n#include <wok/wok.h>\n"
                   "async int main(void) { await wok_yield(); return ANSWER; }\n")
        self.run_command("cmake", "-G", "Ninja", "-S", ".", "-B", "build",
                         f"-DCMAKE_PREFIX_PATH={harness.PREFIX}")
        self.run_command("cmake", "--build", "build")
        self.run_command("build/h", status=1)
        self.write("h.h", "#define ANSWER 2\n")
        self.run_command("cmake", "--build", "build")
        self.run_command("build/h", status=2)

    def test_pkg_config(self):
        env = {"PKG_CONFIG_PATH": f"{harness.PREFIX}/lib/pkgconfig"}
        self.user("wokcc", "gcc", "-c", "hello.c")
        flags = self.run_command("pkg-config", "--cflags", "--libs", "--static", "wok", env=env)
        program = ["gcc", "hello.o", "-o", "hello", f"-Wl,-rpath,{harness.PREFIX}/lib"]
        self.run_command(*program, *flags.stdout.split())
        self.expect_hello()
        where = self.run_command("pkg-config", "--variable=wokcc", "wok", env=env).stdout.strip()
        self.assertEqual(pathlib.Path(where).resolve(), harness.WOKCC.resolve())

    def test_the_shared_library_by_choice(self):
        self.user("wokcc", "--libwok=shared", "gcc", "hello.c", "-o", "hello")
        self.assertIn("libwok.so", self.run_command("objdump", "-p", "./hello").stdout)
        self.expect_hello()

    def test_one_header_for_async_c_plain_c_and_cplusplus(self):
        self.write("kitchen.h", KITCHEN_H)
        self.write("kitchen.c", KITCHEN_C)
        self.write("guest.c", "#define WOK_CALLER\n" + GUEST)
        self.write("guest.cc", "#include <future>\n#include <thread>\n" + GUEST)
        include = f"-I{harness.PREFIX}/include"
        strict = STRICT[:2] + STRICT[3:]
        for c, cplusplus in (("gcc", "g++"), ("clang", "clang++")):
            with self.subTest(compiler=c):
                self.user("wokcc", c, *strict, "-c", "kitchen.c")
                # Plain compilers, without wokcc: that is what the blocking entry points are for.
                self.run_command(c, *strict, include, "-c", "guest.c", "-o", "guest.o")
                self.run_command(cplusplus, *strict, include, "-c", "guest.cc", "-o", "guestpp.o")
                self.user("wokcc", c, "guest.o", "kitchen.o", "-o", "guest")
                self.user("wokcc", cplusplus, "guestpp.o", "kitchen.o", "-o", "guestpp")
                self.assertEqual(self.run_command("./guest").stdout, "42 0\n")
                self.assertEqual(self.run_command("./guestpp").stdout, "42 0\n")

    def test_the_tool_view_is_checked_but_never_linked(self):
        include = f"-I{harness.PREFIX}/include"
        for compiler in harness.COMPILERS:
            with self.subTest(compiler=compiler):
                self.run_command(compiler, "-Wall", "-Wextra", "-Werror", "-fsyntax-only", include,
                                 "hello.c")
                done = self.run_command(compiler, include, "hello.c", "-o", "hello", status=None)
                self.assertIn("compile_this_file_with_wokcc", done.stderr)

    def test_two_objects_of_different_abi_numbers_are_refused(self):
        """The emitted C of one file is compiled with another number, as an older wokcc would have."""
        self.write("kitchen.h", KITCHEN_H)
        self.write("kitchen.c", KITCHEN_C)
        self.write("guest.c", "#define WOK_CALLER\n" + GUEST)
        emitted = self.user("wokcc", "--print=c", "gcc", "-c", "kitchen.c").stdout
        number = r"(WOK__ABI_OF_THIS_FILE) = \d+ }"
        self.assertTrue(re.search(number, emitted))
        self.write("older.c", re.sub(number, r"\1 = 999 }", emitted))
        self.run_command("gcc", "-c", "older.c")
        self.user("wokcc", "gcc", "guest.c", "older.o", "-o", "guest")
        message = self.run_command("./guest", status=None).stderr
        self.assertIn("999", message)
        self.assertIn("kitchen.c", message)
        self.assertIn("ABI", message)

    def test_an_error_in_async_code_points_at_it(self):
        self.write("wrong.c", "#include <wok/wok.h>\nint main(void) {\n"
                   "    await wok_yield();\n    return 0;\n}\n")
        message = self.user("wokcc", "gcc", "-c", "wrong.c", status=None).stderr
        self.assertIn("wrong.c:3:5: error[E0003]", message)

    def test_a_syntax_error(self):
        self.write("wrong.c", HELLO.replace("minutes * 2;", "minutes * ;"))
        message = self.user("wokcc", "gcc", "-c", "wrong.c", status=None).stderr
        self.assertIn("wrong.c:6:", message)


if __name__ == "__main__":
    unittest.main()
