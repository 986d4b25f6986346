"""
Programs from a grammar of async C, each written twice from one tree: as async C, and as the plain C
that means the same. `Program(seed).render(True)` is the one, `render(False)` the other.

Text that differs stands in it as both(async, plain). Everything else is shared, so the plain program
owes nothing to wokcc: an await is a call there, a defer is gcc's cleanup attribute on a nested
function, a cold future is its saved arguments, a join runs its branches in order, and a race is its
first arm.

The programs have no undefined behaviour and do not depend on what C or async C leave open:
  - Arithmetic is unsigned, or on types that cannot overflow; loops are counted; calls form a DAG
    but for recursion with a depth. `cost` bounds how many steps a program makes.
  - Operands that C does not order among each other are generated against each other: none writes
    what another reads or writes (`no_read`, `no_write`), and at most one of them logs or calls what
    logs. Where more than one does, each holds an await, which orders them from left to right; the
    plain program then says so with temporaries. In an `exact` program all but one are `quiet`: they
    do nothing that shows when the program is cancelled between them.
  - Functions that run beside others (branches of a join, tasks) are pure: they touch nothing but
    their frame and what their pointers point to, and log to the sum only.
"""

import collections
import random
import re

from .calls import Calls
from .control import Control
from .declarations import Declarations
from .expressions import Expressions
from .futures import Futures
from .model import AWAIT, CALLS, CONSTRUCTS, EXTERNS, FILE_SCOPE, Function, GLOBALS, HEAD, SCALARS, STATICS, STRUCTS, Variable, both
from .operands import Operands
from .statements import Statements


def finish(text, is_async, number=None):
    """One form of a text, its names at file scope with a number."""
    side = 1 if is_async else 2
    text = re.sub("\x01([^\x01\x02\x03]*)\x02([^\x01\x02\x03]*)\x03", lambda m: m[side], text)
    return text if number is None else FILE_SCOPE.sub(rf"\1_{number}", text)


def head(is_async):
    return finish(HEAD, is_async)


class Program(Operands, Calls, Expressions, Declarations, Statements, Control, Futures):
    """One program; everything in it comes from the seed."""

    def __init__(self, seed, concurrent=None, size=None):
        self.random = random.Random(seed)
        self.cover = collections.Counter()
        self.concurrent = self.chance(50) if concurrent is None else concurrent
        self.exact = not self.concurrent    # also which suspension is which is the same in both
        self.size = size or self.pick([1, 1, 1, 1, 2, 2, 3])
        self.lines, self.far_lines, self.functions, self.names, self.place = [], [], [], 0, 0
        self.far_count = self.random.randrange(1, 3) if self.size > 1 and self.chance(50) else 0
        self.indent = 0
        self.tables = []
        self.erasable = True    # the first arm of every race is the one that wins
        self.no_read, self.no_write, self.reads, self.writes = set(), set(), set(), set()
        self.may_log, self.quiet = True, False
        self.write_program()

    def texts(self, is_async, number=None):
        """Its text in the first file and in the other one; numbered, it can stand beside others."""
        return tuple(finish("\n".join(lines) + "\n" if lines else "", is_async, number)
                     for lines in (self.lines, self.far_lines))

    def parameter(self, kind, name):
        if kind.endswith("*"):
            target = kind[:-2]
            if target in STRUCTS:
                self.add_struct(f"(*{name})", target, name)
            else:
                self.add(f"(*{name})", "u", name)
        elif kind in STRUCTS:
            self.add_struct(name, kind, name)
        else:
            self.add(name, kind, name, narrow=SCALARS[kind][1])

    def begin(self, function):
        self.function, self.result, self.pure = function, function.result, function.pure
        self.cost, self.multiplier, self.depth_max = 1, 1, 3
        self.labels, self.loops, self.breakable = [], 0, 0
        self.in_expression = self.in_defer = self.no_defer = False
        self.no_read, self.no_write, self.reads, self.writes = set(), set(), set(), set()
        self.may_log, self.quiet = not function.pure, False
        file_scope = []
        self.scopes, self.pointers = [file_scope, []], [[]]
        if not function.pure:
            file_scope += [Variable("global_one", "u", GLOBALS, "global_one"),
                           Variable("global_many[{}]", "u", GLOBALS, "global_many", size=4),
                           Variable("global_bits.sign", "bit int", GLOBALS, "global_bits",
                                    narrow="(int)({} & 127u)"),
                           Variable("global_bits.rest", "unsigned short", GLOBALS, "global_bits")]

    def signature(self, function, names):
        parameters = ", ".join(f"{kind}{'' if kind.endswith('*') else ' '}{name}"
                               for kind, name in zip(function.parameters, names)) or "void"
        return f"{function.result} {function.name}({parameters})"

    def write_function(self, function, peer=None):
        names = [self.fresh("x") for _ in function.parameters]
        self.begin(function)
        is_global = self.chance(15) and not function.depth_first or function.is_far
        static = "" if is_global or function.name == "program" else "static "
        self.line(f"{static}{both('async ')}{self.signature(function, names)} {{")
        self.indent += 1
        if function.depth_first:
            self.line(f"if ({names[0]} == 0)")
            self.line(f"    return {names[1]};")
        for kind, name in zip(function.parameters, names):
            self.parameter(kind, name)
        if function.depth_first:
            self.scopes[-1][0].constant = True
        self.statements(3, self.random.randrange(2, 6))
        if function.depth_first:
            self.recurse(names, peer or function)
        self.statements(2, self.random.randrange(1, 4))
        if function.result != "void":
            self.line(f"return {self.result_value(3)};")
        self.indent -= 1
        self.line("}\n")
        function.cost = self.cost + 5
        if function.depth_first:
            function.cost = (self.cost + 5) * 8

    def recurse(self, names, callee):
        """Two calls of itself or its peer, one level less deep."""
        self.did("recursion" if callee is self.function else "mutual recursion")
        result = self.fresh("v")
        if not callee.pure:
            self.writes.add(CALLS)
        self.line(f"u {result} = {AWAIT}{callee.name}({names[0]} - 1, {self.leaf()});")
        self.add(result, "u", result)
        value = self.expression(2)
        self.line(f"if ({value} & 1)")
        self.line(f"    {result} ^= {AWAIT}{callee.name}({names[0]} - 1, {result}) + {self.random.randrange(9)}u;")

    def new_function(self):
        pure = self.chance(40)
        result = self.pick(["u"] * 6 + ["void", "unsigned char", "long", "double", "short", "_Bool"]
                           + sorted(STRUCTS) * 1)
        kinds = ["u"] * 7 + ["u *"] * 4 + ["unsigned char", "long", "double", "_Bool", "enum colour"] + \
            sorted(STRUCTS) + [kind + " *" for kind in sorted(STRUCTS)]
        parameters = [self.pick(kinds) for _ in range(self.random.randrange(0, 5))]
        return Function(self.fresh("fun"), result, parameters, pure)

    def write_table(self):
        same = self.two_argument_functions()
        if len(same) < 2:
            return
        name = self.fresh("table")
        chosen = [self.pick(same) for _ in range(self.random.randrange(2, 4))]
        const = self.pick(["", "const "])
        self.line(f"static {both('async ')}u (*{const}{name}[])(u, u) = {{{', '.join(f.name for f in chosen)}}};\n")
        self.tables.append((name, len(chosen), max(f.cost for f in chosen)))
        self.did("table of async functions")

    def write_one(self, number):
        """A function, or two that call each other."""
        roll, is_far = self.random.randrange(10), number < self.far_count
        first = len(self.functions)
        if roll == 0 or roll == 1 and number:
            made = [Function(self.fresh("rec"), "u", ["u", "u"], self.chance(50))]
        elif roll == 2:
            pure = self.chance(50)
            made = [Function(self.fresh("rec"), "u", ["u", "u"], pure) for _ in range(2)]
        else:
            made = [self.new_function()]
            if self.chance(45):
                made[0].result, made[0].parameters = "u", ["u", "u"]
        for function in made:
            function.depth_first, function.is_far = function.name.startswith("rec"), is_far
        if len(made) == 2:
            self.line(f"{'' if is_far else 'static '}{both('async ')}"
                      f"{self.signature(made[1], ['depth', 'value'])};")
        for function, peer in zip(made, made[::-1]):
            self.write_function(function, peer if len(made) == 2 else None)
        if len(made) == 2:
            for function in made:
                function.cost = sum(f.cost for f in made)
        self.functions[first:] = made

    def end_of_far(self):
        """What was written up to here goes to the other file; this one declares it."""
        self.did("function in another file")
        self.far_lines, self.lines, self.tables = [EXTERNS] + self.lines, [STATICS.format("")], []
        for function in self.functions:
            names = [f"x{position}" for position in range(len(function.parameters))]
            self.line(f"{both('async ')}{self.signature(function, names)};")

    def write_program(self):
        if not self.far_count:
            self.lines.append(STATICS.format("static "))
        for number in range(self.size):
            self.write_one(number)
            if number + 1 == self.far_count:
                self.end_of_far()
            elif self.chance(60):
                self.write_table()
        if self.size < self.far_count:
            self.end_of_far()
        once = Function("fun_once", "u", [], False)
        self.write_function(once)
        # Again until it has suspended often enough, where it suspends at all.
        self.line(f"{both('async ')}u program(void) {{")
        self.line("    u value = 0;")
        self.line("    do")
        self.line(f"        value = mix(value, {AWAIT}fun_once());")
        self.line(f"    while (({AWAIT}maybe(1), again()));")
        self.line("    return trace(2, value);")
        self.line("}")
