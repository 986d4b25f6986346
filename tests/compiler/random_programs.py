#!/usr/bin/env python3
"""
Goal: wokcc compiles no program to another meaning.
Method: programs from a grammar, full of awaits in expressions, loops, switches, jumps and defers,
all traced. Each is compiled and run, and so is its sequential form (wokcc --erase): the traces must
be equal. A program is its seed: `random_programs.py --seed 17 --show` prints it.

The programs are free of undefined behaviour (all arithmetic is unsigned, all loops are counted) and
of what the language leaves open: functions that are run concurrently by join leave no trace, and no
function changes a variable that its caller reads in the same expression. What C leaves open (the
order of arguments without awaits) is the C compiler's, so both forms are given to the same one.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

HEAD = """\
#include <stdio.h>
#include <wok/wok.h>

struct three { unsigned a, b; unsigned char c; };
static int fuel = 4000;

static unsigned trace(unsigned place, unsigned value) {
    printf("%u:%u\\n", place, value);
    return value;
}

static async unsigned quiet(unsigned a) {
    for (unsigned i = 0; i < a % 4; i++)
        await wok_yield();
    return a * 3 + 1;
}

static async struct three pack(unsigned a, unsigned b) {
    struct three three = {.a = a, .b = b, .c = (unsigned char)(a ^ b)};
    if (a & 1)
        await wok_yield();
    return three;
}
"""


class Writer:
    """Writes one program; everything it decides comes from the seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = [HEAD]
        self.place = 0
        self.names = 0
        self.callees = []   # functions that may be called: they stand above, so calls end
        self.scopes = []    # names of unsigned variables
        self.loops = 0      # how many loops are around this place
        self.breakable = 0
        self.in_defer = False

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def fresh(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def mark(self):
        self.place += 1
        return self.place

    def line(self, text):
        self.lines.append("    " * len(self.scopes) + text)

    def variable(self):
        return self.random.choice([name for scope in self.scopes for name in scope])

    # expressions: all of type unsigned

    def leaf(self):
        return self.variable() if self.chance(70) else f"{self.random.randrange(100)}u"

    def awaited(self, depth):
        pick = self.random.randrange(10)
        if pick < 5 and self.callees:
            callee = self.random.choice(self.callees)
            return f"await {callee}({self.expression(depth - 1)}, {self.expression(depth - 1)})"
        if pick < 7:
            return f"await quiet({self.expression(depth - 1)})"
        member = self.random.choice(["a", "b", "c"])
        return f"(await pack({self.expression(depth - 1)}, {self.leaf()})).{member}"

    def expression(self, depth):
        if depth <= 0 or self.chance(15):
            return self.leaf()
        e = lambda: self.expression(depth - 1)
        pick = self.random.randrange(14)
        if pick < 4 and not self.in_defer:
            return self.awaited(depth)
        if pick < 8:
            return f"({e()} {self.random.choice('+ - * ^ | & == < >'.split())} {e()})"
        if pick == 8:
            return f"({e()} {self.random.choice(['&&', '||'])} {e()})"
        if pick == 9:
            return f"({e()} ? {e()} : {e()})"
        if pick == 10:
            return f"({e()} ?: {e()})"
        if pick == 11:
            return f"(unsigned)({self.random.choice('! ~ -'.split())}{e()})"
        if pick == 12:
            return f"trace({self.mark()}, {e()})"
        return f"({{ unsigned inner = {e()}; inner / ({self.leaf()} | 1u); }})"

    # statements

    def statements(self, depth, count):
        for _ in range(count):
            self.statement(depth)

    def block(self, depth, declared=()):
        self.scopes.append(list(declared))
        self.statements(depth - 1, self.random.randrange(1, 4))
        self.scopes.pop()

    def statement(self, depth):
        simple = [self.assign, self.assign, self.declare, self.show, self.alias]
        nested = [self.if_, self.while_, self.for_, self.do_, self.switch_, self.scope]
        if not self.in_defer:
            simple += [self.defer, self.join, self.leave]
            nested += [self.race]
        self.random.choice(simple if depth <= 0 or self.chance(55) else nested)(depth)

    def assign(self, _):
        operator = self.random.choice("= = = += -= ^= *= |=".split())
        self.line(f"{self.variable()} {operator} {self.expression(3)};")

    def declare(self, _):
        name = self.fresh("v")
        if self.chance(25):
            array = self.fresh("a")
            self.line(f"unsigned {array}[3] = {{{self.expression(2)}, [2] = {self.expression(2)}}};")
            self.line(f"unsigned {name} = {array}[0] + {array}[1] + 5 * {array}[({self.leaf()}) % 3];")
        else:
            self.line(f"unsigned {name} = {self.expression(3)};")
        self.scopes[-1].append(name)

    def show(self, _):
        self.line(f"trace({self.mark()}, {self.expression(2)});")

    def alias(self, _):
        pointer = self.fresh("p")
        self.line(f"unsigned *{pointer} = &{self.variable()};")
        self.line(f"*{pointer} {self.random.choice(['=', '+=', '^='])} {self.expression(2)};")

    def defer(self, _):
        self.line(f"defer trace({self.mark()}, {self.variable()});")

    def join(self, _):
        first, second = self.fresh("v"), self.fresh("v")
        self.line(f"unsigned {first}, {second};")
        self.line(f"join({first} = await quiet({self.leaf()}), {second} = await quiet({self.leaf()}));")
        self.scopes[-1] += [first, second]

    def leave(self, _):
        ways = ["return " + self.expression(2) + ";"]
        if self.loops:
            ways += ["continue;"] * 2
        if self.breakable:
            ways += ["break;"] * 3
        self.line(f"if ({self.expression(2)} % 3 == 1)")
        self.line("    " + self.random.choice(ways))

    def scope(self, depth):
        self.line("{")
        self.block(depth)
        self.line("}")

    def if_(self, depth):
        self.line(f"if ({self.expression(3)}) {{")
        self.block(depth)
        if self.chance(50):
            self.line("} else {")
            self.block(depth)
        self.line("}")

    def loop_body(self, depth, declared=()):
        self.loops += 1
        self.breakable += 1
        self.block(depth, declared)
        self.loops -= 1
        self.breakable -= 1

    def while_(self, depth):
        n = self.fresh("n")
        self.line(f"unsigned {n} = 0;")
        self.line(f"while ({n}++ < {self.random.randrange(1, 4)} && ({self.expression(2)} | 2u)) {{")
        self.loop_body(depth)
        self.line("}")

    def for_(self, depth):
        n = self.fresh("n")
        self.line(f"for (unsigned {n} = 0; {n} < {self.random.randrange(1, 4)}; "
                  f"{n} += 1 + 0 * {self.expression(2)}) {{")
        self.loop_body(depth)
        self.line("}")

    def do_(self, depth):
        n = self.fresh("n")
        self.line(f"unsigned {n} = 0;")
        self.line("do {")
        self.loop_body(depth)
        self.line(f"}} while ({n}++ < {self.random.randrange(3)} && ({self.expression(2)} | 1u));")

    def switch_(self, depth):
        self.line(f"switch ({self.expression(3)} % 4) {{")
        self.breakable += 1
        for label in ("case 0:", "case 1:", "default:"):
            self.line(label + " {")
            self.block(depth)
            self.line("}")
            self.line("    break;" if self.chance(70) else "    /* fallthrough */")
        self.breakable -= 1
        self.line("    ;")
        self.line("}")

    def race(self, depth):
        """The first arm is ready at once, so that the sequential program does the same."""
        winner = self.variable()
        self.line("race {")
        self.line(f"when ({winner} = await ready({self.leaf()})) {{")
        self.block(depth)
        self.line("}")
        self.line("when (await wok_sleep(1000 * WOK_S)) {")
        self.line("}")
        self.line("}")

    # the program

    def function(self, name):
        self.line(f"static async unsigned {name}(unsigned x, unsigned y) {{")
        self.scopes.append(["x", "y"])
        self.line("if (fuel-- <= 0)")
        self.line("    return x;")
        self.statements(3, self.random.randrange(3, 7))
        self.line(f"return trace({self.mark()}, {self.expression(2)});")
        self.scopes.pop()
        self.line("}")
        self.callees.append(name)

    def program(self):
        self.line("static async unsigned ready(unsigned value) {\n    return value + 1;\n}\n")
        for _ in range(self.random.randrange(2, 6)):
            self.function(self.fresh("f"))
        self.line("async int main(void) {")
        for turn in range(3):
            self.line(f"    trace({self.mark()}, await {self.callees[-1]}({turn}u, 5u));")
        self.line("    return 0;\n}")
        return "\n".join(self.lines) + "\n"


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=120, check=False, **options)


def must(command):
    done = run(command)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stderr}")


def attempt(wokcc, work, seed):
    """Returns None, or what is wrong with this seed."""
    source, erased = work / f"{seed}.c", work / f"{seed}.erased.c"
    source.write_text(Writer(seed).program())
    compiler = ("gcc", "clang")[seed % 2]
    level = ("-O0", "-O2")[seed // 2 % 2]
    try:
        must([wokcc, compiler, "-std=gnu11", "-w", level, source, "-o", work / f"{seed}"])
        must([wokcc, "--erase", compiler, "-std=gnu11", source, "-o", erased])
        must([compiler, "-std=gnu11", "-w", level, erased, wokcc.parent.parent / "lib/libwok.a", "-lcares", "-luring",
              "-pthread", "-o", work / f"{seed}.erased"])
        compiled = run([work / f"{seed}"], env={**os.environ, "WOK_WORKERS": "1"})
        sequential = run([work / f"{seed}.erased"])
    except (RuntimeError, subprocess.TimeoutExpired) as failure:
        return str(failure)
    if (compiled.returncode, compiled.stdout) == (sequential.returncode, sequential.stdout):
        return None
    pairs = zip(compiled.stdout.splitlines(), sequential.stdout.splitlines())
    first = next((f"line {n}: {a} against {b}" for n, (a, b) in enumerate(pairs) if a != b), "length")
    return (f"compiled ({compiler} {level}) and sequential traces differ at {first}; "
            f"exit {compiled.returncode} and {sequential.returncode}\n{compiled.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wokcc", type=pathlib.Path, default=ROOT / "build/bin/wokcc")
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", action="store_true", help="print the program, run nothing")
    chosen = parser.parse_args()
    seeds = range(chosen.seed, chosen.seed + chosen.count)
    if chosen.show:
        print("\n".join(Writer(seed).program() for seed in seeds))
        return 0
    bad = 0
    with tempfile.TemporaryDirectory(prefix="wok-random-") as work, \
            concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
        wokcc, work = chosen.wokcc.resolve(), pathlib.Path(work)
        for seed, wrong in zip(seeds, pool.map(lambda seed: attempt(wokcc, work, seed), seeds)):
            if wrong:
                bad += 1
                print(f"FAIL seed {seed}\n    " + wrong.replace("\n", "\n    "), flush=True)
    print(f"{chosen.count - bad} of {chosen.count} programs mean the same both ways")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
