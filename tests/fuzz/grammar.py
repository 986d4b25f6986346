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

GLOBALS = "globals"     # in a set of reads or writes: direct use of a file-scope variable
CALLS = "calls"         # … and a call of what uses file-scope variables

COST_MAX = 1500         # steps of one function, callees included


def both(async_text, plain_text=""):
    return f"\x01{async_text}\x02{plain_text}\x03"


AWAIT = both("await ")

# type, does `+=` stay defined, how a stored value is narrowed first
SCALARS = {
    "u": (True, "{}"), "unsigned char": (True, "{}"), "unsigned short": (True, "{}"),
    "unsigned long": (True, "{}"), "int": (False, "(int)({} >> 1)"), "short": (False, "(short)({} & 0x7fff)"),
    "signed char": (False, "(signed char)({} & 0x7f)"), "long": (False, "(long)({})"),
    "_Bool": (False, "{}"), "double": (False, "{}"), "float": (False, "({} & 0xffffu)"),
    "long long": (False, "({} - 7ll)"), "enum colour": (False, "(enum colour)({} % 3u)"),
}

STRUCTS = {
    "struct pair": [("first", "u"), ("second", "unsigned char")],
    "struct bits": [("low", "u", 5), ("high", "u", 11), ("sign", "int", 9), ("rest", "unsigned short")],
    "struct wide": [("head", "unsigned long"), ("cells", "u", [3]), ("tail", "short")],
    "struct nest": [("pair", "struct pair"), ("real", "double"), ("flag", "_Bool")],
    "struct odd": [("bytes", "unsigned char", [7])],
    "struct deep": [("nest", "struct nest"), ("pairs", "struct pair", [2])],
}

HEAD = """\
#include "fuzz.h"
enum colour { RED, GREEN, BLUE };
struct pair { u first; unsigned char second; };
struct bits { u low : 5, high : 11; int sign : 9; unsigned short rest; };
struct wide { unsigned long head; u cells[3]; short tail; };
struct nest { struct pair pair; double real; _Bool flag; };
struct odd { unsigned char bytes[7]; };
struct deep { struct nest nest; struct pair pairs[2]; };
static u global_one = 17, global_many[4] = {3, 1, 4, 1};
static struct bits global_bits = {.low = 3, .sign = -5};
"""

MAIN = both("""
async int main(void) {
    u result;
    switch (fuzz_way()) {
    case 0:
        trace(0, await program());
        break;
    case 1: {
        task(u) running = spawn(program());
        await reached();
        (void)await wok_cancel(running);
        break;
    }
    case 2:
        race {
            when (result = await program()) { trace(0, result); }
            when (await reached()) { }
        }
        break;
    default:
        wok_detach(spawn(program()));
        await reached();
    }
    return 0;
}
""")


class Variable:
    """Something readable: `text` is an lvalue (with {} for an index), `base` what it is part of."""

    def __init__(self, text, kind, base, name, constant=False, size=0, narrow="{}"):
        self.text, self.kind, self.base, self.name = text, kind, base, name
        self.constant, self.size, self.narrow = constant, size, narrow


class Function:
    def __init__(self, name, result, parameters, pure):
        self.name, self.result, self.parameters, self.pure = name, result, parameters, pure
        self.cost = 1
        self.ready = False
        self.depth_first = False    # its first parameter bounds its recursion


class Program:
    def __init__(self, seed, concurrent=None, size=None):
        self.random = random.Random(seed)
        self.cover = collections.Counter()
        self.concurrent = self.chance(50) if concurrent is None else concurrent
        self.exact = not self.concurrent    # also which suspension is which is the same in both
        self.size = size or self.random.randrange(2, 6)
        self.lines, self.functions, self.names, self.place = [], [], 0, 0
        self.indent = 0
        self.tables = []
        self.erasable = True    # the first arm of every race is the one that wins
        self.no_read, self.no_write, self.reads, self.writes = set(), set(), set(), set()
        self.may_log, self.quiet = True, False
        self.write_program()

    def render(self, is_async):
        side = 1 if is_async else 2
        text = "\n".join(self.lines) + "\n"
        return re.sub("\x01([^\x01\x02\x03]*)\x02([^\x01\x02\x03]*)\x03", lambda m: m[side], text)

    # small tools

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def pick(self, items):
        return self.random.choice(items)

    def fresh(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def mark(self):
        self.place += 1
        return f"{self.place + 10}u"

    def line(self, text):
        self.lines.append("    " * self.indent + text)

    def did(self, construct):
        self.cover[construct] += 1

    # what operands may do

    def guarded(self, make, no_read=(), no_write=(), may_log=None, quiet=False):
        """make() under more constraints; returns its text and what it read and wrote."""
        saved = self.no_read, self.no_write, self.reads, self.writes, self.may_log, self.quiet
        self.quiet = self.quiet or quiet
        self.no_read = self.no_read | set(no_read)
        self.no_write = self.no_write | set(no_write)
        self.reads, self.writes = set(), set()
        if may_log is not None:
            self.may_log = self.may_log and may_log
        text = make()
        reads, writes = self.reads, self.writes
        self.no_read, self.no_write, self.reads, self.writes, self.may_log, self.quiet = saved
        self.reads = self.reads | reads
        self.writes = self.writes | writes
        return text, reads, writes

    def operands(self, makers, ordered=False):
        """Texts of operands that C does not order. Ordered: all may log; each then awaits."""
        logs = self.random.randrange(len(makers)) if makers else 0
        reads, writes, texts = set(), set(), []
        for number, make in enumerate(makers):
            acts = ordered or number == logs
            text, r, w = self.guarded(make, writes, reads | writes, acts, self.exact and not acts)
            if ordered and AWAIT not in text:
                text = f"({AWAIT}maybe({number}u) + {text})"
            reads |= r
            writes |= w
            texts.append(text)
        return texts

    def may_order(self):
        return self.may_log and not self.quiet and self.chance(60 if self.exact else 35)

    def readable(self, variable):
        if variable.base == GLOBALS and CALLS in self.no_read:
            return False
        return variable.base not in self.no_read

    def writable(self, variable):
        if variable.constant:
            return False
        if variable.base == GLOBALS and (CALLS in self.no_write or not self.may_log):
            return False
        return variable.base not in self.no_write

    # variables

    def visible(self):
        seen, found = set(), []
        for scope in reversed(self.scopes):
            hidden = set()
            for variable in scope:
                if variable.name not in seen:
                    found.append(variable)
                hidden.add(variable.name)
            seen |= hidden
        return found

    def add(self, text, kind, name, base=None, constant=False, size=0, narrow="{}"):
        self.scopes[-1].append(Variable(text, kind, base or self.fresh("base"), name, constant, size, narrow))
        return self.scopes[-1][-1]

    def add_struct(self, text, kind, name, base=None, constant=False):
        """A struct, and each of its members."""
        whole = self.add(text, kind, name, base, constant)
        self.add_members(text, kind, name, whole.base, constant)
        return whole

    def add_members(self, text, kind, name, base, constant):
        for member, member_kind, *more in STRUCTS[kind]:
            place = f"{text}.{member}"
            size = more[0][0] if more and isinstance(more[0], list) else 0
            if size:
                place += "[{}]"
            if member_kind in STRUCTS:
                if size:
                    place = place.format(f"{self.random.randrange(size)}")
                self.add_members(place, member_kind, name, base, constant)
                continue
            width = more[0] if more and isinstance(more[0], int) else 0
            narrow = SCALARS[member_kind][1]
            if width and member_kind == "int":
                narrow = "(int)({} & 127u)"
            variable = self.add(place, "bit " + member_kind if width else member_kind, name, base,
                                constant, size, narrow)
            del variable

    def subscripted(self, variable, depth, writing):
        """The lvalue's text, with an index if it takes one."""
        if not variable.size:
            return variable.text
        self.did("subscript")
        if variable.size == 1 or self.chance(40):
            return variable.text.format(self.random.randrange(variable.size))
        index, _, _ = self.guarded(lambda: self.expression(depth - 1), (), {variable.base})
        if AWAIT in index:
            self.did("await in subscript")
        return variable.text.format(f"({index}) % {variable.size}u")

    def leaf(self, depth=0):
        choices = [v for v in self.visible() if v.kind not in STRUCTS and v.kind != "struct tag"
                   and self.readable(v)]
        if not choices or self.chance(20):
            return f"{self.random.randrange(1000)}u"
        variable = self.pick(choices)
        self.reads.add(variable.base)
        text = self.subscripted(variable, depth, False)
        return text if variable.kind == "u" else f"(u){text}"

    # calls

    def argument(self, kind, depth):
        """An argument of type `kind`; pointers to locals count as written."""
        if kind == "u *":
            targets = [v for v in self.visible() if v.kind == "u" and self.writable(v)
                       and self.readable(v) and v.base != GLOBALS]
            if not targets:
                return None
            target = self.pick(targets)
            self.reads.add(target.base)
            self.writes.add(target.base)
            self.did("address of a local as argument")
            if target.size:
                return "&" + target.text.format(self.random.randrange(target.size))
            return "&" + target.text
        if kind.endswith("*"):
            targets = [v for v in self.visible() if v.kind == kind[:-2] and self.writable(v)
                       and self.readable(v) and v.base != GLOBALS]
            if not targets:
                return None
            target = self.pick(targets)
            self.reads.add(target.base)
            self.writes.add(target.base)
            self.did("pointer to a struct as argument")
            return "&" + target.text
        if kind in STRUCTS:
            return self.struct_value(kind, depth)
        return self.expression(depth)

    def callable(self, wanted=None, pure=False):
        factor = self.multiplier
        return [f for f in self.functions
                if (f.pure or (self.may_log and not pure and GLOBALS not in self.no_write))
                and (wanted is None or f.result == wanted)
                and self.cost + factor * f.cost <= COST_MAX]

    def call(self, function, depth, await_text=AWAIT):
        """The text of a call, or None where its pointers find no target."""
        makers = []
        for position, kind in enumerate(function.parameters):
            if position == 0 and function.depth_first:
                makers.append(lambda: f"{self.random.randrange(1, 4)}u")
            else:
                makers.append(lambda kind=kind: self.argument(kind, depth - 1))
        ordered = len(makers) > 1 and self.may_order() and not function.depth_first \
            and all(kind == "u" for kind in function.parameters)
        if not function.pure:
            self.writes.add(CALLS)
        self.cost += self.multiplier * function.cost
        texts = self.operands(makers, ordered)
        if None in texts:
            return None
        self.did("await of a call")
        if any(AWAIT in text for text in texts):
            self.did("await in an argument")
        if ordered:
            self.did("ordered arguments")
            names = [self.fresh("o") for _ in texts]
            text = both(f"await {function.name}(", "({ u ")
            for position, (name, value) in enumerate(zip(names, texts)):
                text += both("", f"{name} = ") + value
                if position + 1 < len(texts):
                    text += both(", ", "; u ")
            return text + both(")", f"; {function.name}({', '.join(names)}); }})")
        return f"{await_text}{function.name}({', '.join(texts)})"

    def await_u(self, depth):
        """An await whose value is a u."""
        roll = self.random.randrange(100)
        if roll < 30 or not self.functions:
            self.did("await of a leaf")
            return f"{AWAIT}maybe({self.expression(depth - 1)})"
        if roll < 42 and self.tables and self.may_log and GLOBALS not in self.no_write:
            name, size, cost = self.pick(self.tables)
            if self.cost + self.multiplier * cost <= COST_MAX:
                self.cost += self.multiplier * cost
                self.writes.add(CALLS)
                self.did("await through a pointer")
                index, left, right = self.operands([lambda: self.expression(depth - 2)] * 3)
                spelling = self.pick(["{}[{}]", "(*{}[{}])"]).format(name, f"({index}) % {size}u")
                return f"{AWAIT}{spelling}({left}, {right})"
        choices = [f for f in self.callable() if f.result != "void"]
        if not choices:
            return f"{AWAIT}maybe({self.expression(depth - 1)})"
        function = self.pick(choices)
        text = self.call(function, depth)
        if text is None:
            return f"{AWAIT}maybe({self.leaf()})"
        if function.result in STRUCTS:
            self.did("member of an awaited struct")
            member = self.member_of(function.result)
            return f"(u)({text}).{member}"
        return text if function.result == "u" else f"(u)({text})"

    def member_of(self, kind):
        member, member_kind, *more = self.pick(STRUCTS[kind])
        if more and isinstance(more[0], list):
            member += f"[{self.random.randrange(more[0][0])}]"
        return f"{member}.{self.member_of(member_kind)}" if member_kind in STRUCTS else member

    def struct_value(self, kind, depth):
        """An expression of a struct type."""
        choices = [v for v in self.visible() if v.kind == kind and self.readable(v)]
        functions = self.callable(kind)
        roll = self.random.randrange(100)
        if choices and roll < 30:
            variable = self.pick(choices)
            self.reads.add(variable.base)
            return variable.text
        if functions and roll < 75 and depth > 0 and not self.quiet:
            text = self.call(self.pick(functions), depth)
            if text:
                self.did("await of a struct")
                return text
        if choices and roll < 82 and depth > 0:
            self.did("?: of structs")
            variable = self.pick(choices)
            self.reads.add(variable.base)
            condition = self.expression(depth - 1)
            return f"({condition} ? {variable.text} : {self.struct_value(kind, depth - 1)})"
        self.did("compound literal")
        return f"({kind}){self.braces(kind, depth)}"

    def braces(self, kind, depth):
        """A braced initialiser of a struct, plain or designated."""
        members = STRUCTS[kind]
        designated = self.chance(50)
        if designated:
            members = self.random.sample(members, self.random.randrange(1, len(members) + 1))
        makers = []
        for member, member_kind, *more in members:
            makers.append(lambda m=member, k=member_kind, e=more:
                          self.initial(m, k, e, designated, depth - 1))
        texts = self.operands(makers)
        if any(AWAIT in text for text in texts):
            self.did("await in a designated initialiser" if designated else "await in an initialiser list")
        return "{" + ", ".join(texts) + "}"

    def initial(self, member, kind, more, designated, depth):
        size = more[0][0] if more and isinstance(more[0], list) else 0
        width = more[0] if more and isinstance(more[0], int) else 0
        one = lambda: (self.braces(kind, depth) if kind in STRUCTS else
                       "(int)(({}) & 127u)".format(self.expression(depth)) if width and kind == "int"
                       else SCALARS[kind][1].format(f"({self.expression(depth)})"))
        value = "{" + ", ".join(self.operands([one] * self.random.randrange(1, size + 1))) + "}" \
            if size else one()
        return f".{member} = {value}" if designated else value

    # expressions: of type u

    def expression(self, depth):
        depth = min(depth, self.depth_max)
        if depth <= 0 or self.chance(12):
            return self.leaf(depth)
        kinds = [(26, self.await_u), (24, self.binary), (9, self.logic), (8, self.conditional),
                 (5, self.elvis), (5, self.comma), (6, self.unary), (5, self.assignment),
                 (5, self.statement_expression), (4, self.logged), (3, self.plain_call), (2, self.size_of)]
        if self.quiet:
            kinds = [(w, make) for w, make in kinds if make not in (
                self.await_u, self.assignment, self.statement_expression, self.logged)]
        total = self.random.randrange(sum(weight for weight, _ in kinds))
        for weight, make in kinds:
            total -= weight
            if total < 0:
                return make(depth)
        return self.leaf(depth)

    def binary(self, depth):
        operator = self.pick("+ + - * ^ | & == != < > <= >= << >> / %".split())
        make = lambda: self.expression(depth - 1)
        if self.may_order() and operator not in ("<<", ">>", "/", "%"):
            left, right = self.operands([make, make], ordered=True)
            self.did("ordered operands")
            first, second = self.fresh("o"), self.fresh("o")
            return (both("(", f"({{ u {first} = ") + left + both(f" {operator} ", f"; u {second} = ")
                    + right + both(")", f"; {first} {operator} {second}; }})"))
        left, right = self.operands([make, make])
        if AWAIT in left and AWAIT in right:
            self.did("await in both operands")
        if operator in ("<<", ">>"):
            right = f"(({right}) & 15u)"
        if operator in ("/", "%"):
            right = f"(({right}) | 1u)"
        if operator in ("<", ">", "<=", ">=", "==", "!="):
            return f"(({left}) {operator} ({right}))" if self.chance(50) else f"({left} {operator} {right})"
        return f"({left} {operator} {right})"

    def logic(self, depth):
        left, right = self.expression(depth - 1), self.expression(depth - 1)
        operator = self.pick(["&&", "||"])
        self.did(f"await in {operator}" if AWAIT in right else operator)
        return f"(u)({left} {operator} {right})"

    def conditional(self, depth):
        texts = [self.expression(depth - 1) for _ in range(3)]
        self.did("await in ?:" if AWAIT in texts[1] + texts[2] else "?:")
        return "({} ? {} : {})".format(*texts)

    def elvis(self, depth):
        left, right = self.expression(depth - 1), self.expression(depth - 1)
        self.did("await in GNU ?:" if AWAIT in right else "GNU ?:")
        return f"({left} ?: {right})"

    def comma(self, depth):
        voids = [] if self.quiet else self.callable("void")
        left = (self.call(self.pick(voids), depth) if voids and self.chance(40) else None) \
            or self.expression(depth - 1)
        self.did("await in a comma" if AWAIT in left else "comma")
        return f"({left}, {self.expression(depth - 1)})"

    def unary(self, depth):
        operand = self.expression(depth - 1)
        self.did("unary operator")
        return self.pick(["-{}", "~{}", "(u)!{}", "(u)!!{}", "(u)(unsigned char){}", "+{}"]).format(
            operand if operand[0] in "(\x01" else f"({operand})")

    def assignment(self, depth):
        choices = [v for v in self.visible() if v.kind not in STRUCTS and self.writable(v)
                   and self.readable(v)]
        if not choices:
            return self.leaf(depth)
        variable = self.pick(choices)
        self.did("assignment inside an expression")
        self.reads.add(variable.base)
        self.writes.add(variable.base)
        if variable.kind in ("u", "unsigned char", "unsigned short", "unsigned long") and not variable.size \
                and self.chance(30):
            return "(u)" + self.pick(["({}++)", "({}--)", "(++{})", "(--{})"]).format(variable.text)
        value, _, _ = self.guarded(lambda: self.expression(depth - 1), (), {variable.base})
        text = self.target(variable)
        return f"(u)({text} {self.operator(variable)} {variable.narrow.format(f'({value})')})"

    def target(self, variable):
        return variable.text.format(self.random.randrange(variable.size)) if variable.size else variable.text

    def operator(self, variable):
        kind = variable.kind.removeprefix("bit ")
        if kind in ("u", "unsigned char", "unsigned short", "unsigned long"):
            return self.pick(["=", "=", "+=", "-=", "^=", "|=", "*="])
        if kind in ("double", "float", "enum colour"):
            return "="
        return self.pick(["=", "^="]) if kind != "long long" else "="

    def statement_expression(self, depth):
        self.did("statement expression")
        saved = self.lines, self.indent, self.labels, self.loops, self.breakable, self.in_expression
        self.lines, self.indent, self.labels = [], 0, []
        self.loops = self.breakable = 0
        self.in_expression = True
        depth_max, self.depth_max = self.depth_max, min(depth, self.depth_max) - 1
        self.scopes.append([])
        for _ in range(self.random.randrange(1, 3)):
            self.statement(min(depth - 1, 1))
        value = self.expression(depth - 1)
        # Its value is read at its end: the variables in it do not outlive it.
        self.scopes.pop()
        text = "({ " + " ".join(self.lines) + f" {value}; }})"
        if AWAIT in text:
            self.did("await in a statement expression")
        self.lines, self.indent, self.labels, self.loops, self.breakable, self.in_expression = saved
        self.depth_max = depth_max
        return text

    def logged(self, depth):
        value = self.expression(depth - 1)
        if self.may_log and CALLS not in self.no_write:
            self.writes.add(CALLS)
            return f"trace({self.mark()}, {value})"
        return f"tally({self.mark()}, {value})"

    def plain_call(self, depth):
        left, right = self.operands([lambda: self.expression(depth - 1)] * 2)
        if AWAIT in left + right:
            self.did("await in an argument of a plain call")
        return f"mix({left}, {right})"

    def size_of(self, depth):
        return f"(u)sizeof({self.leaf()})"

    # statements

    def statements(self, depth, count):
        for _ in range(count):
            self.statement(depth)

    def body(self, depth, count=None, declared=()):
        self.scopes.append(list(declared))
        self.indent += 1
        self.statements(depth - 1, count or self.random.randrange(1, 4))
        self.indent -= 1
        self.scopes.pop()

    def statement(self, depth):
        simple = [self.assign] * 4 + [self.declare] * 5 + [self.show] * 2 + [self.call_statement] * 2 \
            + [self.copy_struct] * 2 + [self.alias, self.leave, self.leave, self.cold, self.empty]
        nested = [self.if_] * 3 + [self.while_, self.for_, self.for_, self.do_, self.switch_, self.switch_,
                                   self.forward, self.backward, self.into_loop, self.block, self.race]
        if not self.in_defer:
            simple += [self.defer, self.defer, self.cleanup, self.hold]
        if self.concurrent:
            simple += [self.task]
            nested += [self.join] * 2
        if self.in_defer:
            simple = [self.assign_plain]
            nested = simple
        self.pick(simple if depth <= 0 or self.chance(60) else nested)(depth)

    def writables(self):
        return [v for v in self.visible() if v.kind not in STRUCTS and self.writable(v) and self.readable(v)]

    def assign(self, _):
        choices = self.writables()
        if not choices:
            return self.show(0)
        variable = self.pick(choices)
        self.reads.add(variable.base)
        self.writes.add(variable.base)
        target, value = self.operands([
            lambda: self.subscripted(variable, 2, True),
            lambda: self.guarded(lambda: self.expression(3), (), {variable.base})[0]])
        self.did("await in an assignment" if AWAIT in value else "assignment")
        self.line(f"{target} {self.operator(variable)} {variable.narrow.format(f'({value})')};")

    def assign_plain(self, _):
        """In a defer: nothing that awaits."""
        choices = self.writables()
        if choices and self.chance(40):
            variable = self.pick(choices)
            self.reads.add(variable.base)
            self.writes.add(variable.base)
            value = f"({self.leaf()})"
            self.line(f"{self.target(variable)} {self.operator(variable)} {variable.narrow.format(value)};")
        else:
            self.line(f"{self.log()}({self.mark()}, {self.leaf()});")

    def log(self):
        if self.may_log and CALLS not in self.no_write:
            self.writes.add(CALLS)
            return "trace"
        return "tally"

    def show(self, _):
        value = self.expression(3)
        self.line(f"{self.log()}({self.mark()}, {value});")

    def call_statement(self, _):
        choices = self.callable("void") or self.callable()
        text = self.call(self.pick(choices), 2) if choices else None
        if text:
            self.did("await as a statement")
            self.line(f"{self.pick(['', '(void)'])}{text};")
        else:
            self.show(0)

    def empty(self, _):
        self.line(self.pick([";", "{ }", "(void)0;"]))

    def declare(self, depth):
        kinds = [self.declare_scalar] * 5 + [self.declare_array] * 2 + [self.declare_struct] * 3 \
            + [self.declare_union, self.declare_local_type, self.declare_many]
        if self.may_log and not self.pure and GLOBALS not in self.no_write | self.no_read:
            kinds.append(self.declare_static)
        self.pick(kinds)()

    def local_name(self):
        """Mostly a new name; sometimes one from outside, which is shadowed."""
        here = {v.name for v in self.scopes[-1]}
        outer = sorted({v.name for v in self.visible()} - here - {"global_one", "global_many", "global_bits"})
        if outer and len(self.scopes) > 3 and not self.in_expression and self.chance(15):
            name = self.pick(outer)
            # No pointer or cold future refers to it by name below this line except from outside.
            if name[0] in "vas":
                self.did("shadowing")
                return name
        return None

    def declare_scalar(self):
        kind = self.pick(sorted(SCALARS) + ["u"] * 10)
        value = self.expression(3)
        if AWAIT in value:
            self.did("await in a scalar initialiser")
        name = (None if value.count("v") > 200 else self.local_name()) or self.fresh("v")
        if re.search(rf"\b{name}\b", value):
            name = self.fresh("v")
        qualifier = self.pick([""] * 6 + ["const ", "volatile ", "register ", "_Alignas(32) "])
        if qualifier:
            self.did(qualifier.strip().split("(")[0] + " local")
        if qualifier == "register ":
            name = self.fresh("r")
        self.line(f"{qualifier}{kind} {name} = {SCALARS[kind][1].format(f'({value})')};")
        variable = self.add(name, kind, name, constant=qualifier == "const ", narrow=SCALARS[kind][1])
        if qualifier in ("register ", "volatile "):
            variable.kind = kind if kind != "u" else "unsigned long"   # no pointer to it
            variable.narrow = "{}" if kind == "u" else variable.narrow

    def declare_many(self):
        first, second = self.fresh("v"), self.fresh("v")
        one = self.expression(2)
        self.scopes.append([])
        self.add(first, "u", first)
        two = self.expression(2)
        self.scopes.pop()
        self.did("several declarators")
        self.line(f"u {first} = {one}, *p{first} = &{first}, {second} = {two} + *p{first};")
        self.add(first, "u", first)
        self.add(second, "u", second)

    def declare_array(self):
        size = self.random.randrange(1, 6)
        kind = self.pick(["u", "u", "unsigned char", "unsigned long", "short"])
        values = self.operands([lambda: self.expression(2)] * self.random.randrange(1, size + 1))
        values = [SCALARS[kind][1].format(f"({value})") for value in values]
        if any(AWAIT in value for value in values):
            self.did("await in an array initialiser")
        name = self.fresh("a")
        if self.chance(30):
            values[-1] = f"[{size - 1}] = {values[-1]}"
            self.did("array designator")
        length = "" if values[-1].startswith("[") or len(values) == size else size
        self.line(f"{kind} {name}[{length}] = {{{', '.join(values)}}};")
        self.add(name + "[{}]", kind, name, size=size, narrow=SCALARS[kind][1])

    def declare_struct(self):
        kind = self.pick(sorted(STRUCTS))
        name = self.fresh("s")
        qualifier = self.pick(["", "", "", "const "])
        value = self.braces(kind, 2) if self.chance(50) else self.struct_value(kind, 2)
        self.did("await in a struct initialiser" if AWAIT in value else "struct local")
        self.line(f"{qualifier}{kind} {name} = {value};")
        self.add_struct(name, kind, name, constant=bool(qualifier))

    def declare_union(self):
        name = self.fresh("n")
        self.did("union local")
        self.line(f"union {{ u whole; unsigned char bytes[4]; struct {{ u low : 9, high : 23; }}; }} {name} = "
                  f"{{{self.expression(2)}}};")
        whole = self.add(name + ".whole", "u", name)
        self.add(name + ".bytes[{}]", "unsigned char", name, whole.base, size=4)
        self.add(name + ".low", "bit u", name, whole.base)
        self.add(name + ".high", "bit u", name, whole.base)

    def declare_local_type(self):
        name = self.fresh("t")
        self.did("local type")
        member = self.pick(["u", "unsigned char", "unsigned long"])
        form = self.random.randrange(3)
        if form == 0:
            self.line(f"struct local {{ {member} x; u y[2]; }} {name} = {{.y = {{{self.expression(2)}}}}};")
        elif form == 1:
            self.line(f"typedef struct {{ {member} x; u y[2]; }} type_{name};")
            self.line(f"type_{name} {name} = {{{self.expression(2)}, {{1}}}};")
        else:
            self.line(f"enum {{ LOW_{name} = {self.random.randrange(9)}, HIGH_{name} }};")
            self.line(f"struct {{ {member} x; u y[HIGH_{name} - LOW_{name} + 1]; }} {name} = "
                      f"{{{self.expression(1)} + HIGH_{name}}};")
        if form == 0 and any(v.name == "&local" for v in self.scopes[-1]):
            line = self.lines.pop()
            self.line(line.strip().replace("struct local", f"struct local_{name}"))
        self.scopes[-1].append(Variable("0", "struct tag", "tag", "&local", True))
        whole = self.add(name + ".x", member, name)
        self.add(name + ".y[{}]", "u", name, whole.base, size=2)

    def declare_static(self):
        name = self.fresh("k")
        self.did("local static")
        self.line(f"static u {name} = {self.random.randrange(99)};")
        self.add(name, "u", name, GLOBALS)

    def copy_struct(self, _):
        choices = [v for v in self.visible() if v.kind in STRUCTS and self.writable(v) and self.readable(v)]
        if not choices:
            return self.declare_struct()
        variable = self.pick(choices)
        value, _, _ = self.guarded(lambda: self.struct_value(variable.kind, 2), (), {variable.base})
        self.reads.add(variable.base)
        self.writes.add(variable.base)
        self.did("struct assignment")
        self.line(f"{variable.text} = {value};")

    def alias(self, _):
        """A pointer to a local: one more name for the same base."""
        choices = [v for v in self.visible() if v.kind == "u" and self.writable(v) and self.readable(v)
                   and v.base != GLOBALS]
        structs = [v for v in self.visible() if v.kind in STRUCTS and self.writable(v) and self.readable(v)
                   and v.base != GLOBALS]
        name = self.fresh("p")
        if structs and self.chance(40):
            variable = self.pick(structs)
            self.line(f"{variable.kind} *{name} = &{variable.text};")
            self.add_struct(f"(*{name})", variable.kind, name, variable.base)
            self.did("pointer to a struct local")
        elif choices:
            variable = self.pick(choices)
            self.reads.add(variable.base)
            place = variable.text
            if variable.size:
                place = variable.text.format(f"({self.guarded(lambda: self.expression(2), (), {variable.base})[0]}) "
                                             f"% {variable.size}u")
            self.line(f"u *{name} = &{place};")
            self.add(f"*{name}", "u", name, variable.base)
            self.scopes[-1][-1].text = f"(*{name})"
            self.did("pointer to a local")

    def defer(self, _):
        if self.no_defer:
            return self.show(0)
        self.did("defer")
        name = self.fresh("d")
        self.in_defer = True
        saved, self.labels = self.labels, []
        loops, self.loops, self.breakable, keep = self.loops, 0, 0, self.breakable
        plain = f"void {name}(u *unused_{name}) "
        end = both("", f" __attribute__((cleanup({name}))) u guard_{name} = 0;")
        if self.chance(50):
            self.line(both("defer {", plain + "{"))
            self.body(1)
            self.line("}" + end)
        else:
            mark = len(self.lines)
            self.assign_plain(0)
            text = " ".join(line.strip() for line in self.lines[mark:])
            del self.lines[mark:]
            self.line(both("defer ", plain + "{ ") + text + both("", " }") + end)
        self.labels, self.loops, self.breakable = saved, loops, keep
        self.in_defer = False

    def cleanup(self, _):
        if self.no_defer:
            return self.show(0)
        self.did("cleanup attribute")
        name = self.fresh("v")
        log = self.log()
        value = self.expression(2)
        self.line(f"__attribute__((cleanup({log}_end))) u {name} = {value};")
        self.add(name, "u", name)

    def hold(self, _):
        if self.no_defer:
            return self.show(0)
        self.did("acquire and release")
        number = self.fresh("")
        name = "h" + number
        self.line(f"acquire({number}u);")
        self.line(both("defer ", f"void {name}(u *unused_{name}) {{ ") + f"release({number}u);"
                  + both("", f" }} __attribute__((cleanup({name}))) u guard_{name} = 0;"))

    def leave(self, _):
        ways = []
        if not self.in_expression:
            ways.append(lambda: self.return_text())
        ways += [lambda: "continue;"] * (2 if self.loops else 0)
        ways += [lambda: "break;"] * (2 if self.breakable else 0)
        ways += [lambda: f"goto {self.pick(self.labels)};"] * (3 if self.labels else 0)
        if not ways:
            return self.show(0)
        condition = self.expression(2)
        way = self.pick(ways)()
        self.did(way.split()[0].rstrip(";"))
        self.line(f"if (({condition}) % 4 == {self.random.randrange(4)})")
        self.line("    " + way)

    def return_text(self):
        if self.result == "void":
            return "return;"
        return f"return {self.result_value(2)};"

    def result_value(self, depth):
        if self.result in STRUCTS:
            text = self.struct_value(self.result, depth)
        else:
            text = SCALARS[self.result][1].format(f"({self.expression(depth)})")
        if AWAIT in text:
            self.did("await in return")
        return text

    def block(self, depth):
        self.line("{")
        self.body(depth)
        self.line("}")

    def if_(self, depth):
        condition = self.expression(3)
        self.did("await in an if" if AWAIT in condition else "if")
        self.line(f"if ({condition}) {{")
        self.body(depth)
        if self.chance(50):
            self.line("} else {")
            self.body(depth)
        self.line("}")

    def loop(self, depth, turns, header):
        """A loop's header and body, with everything in them counted `turns` times."""
        saved = self.multiplier
        self.multiplier *= turns + 1
        text = header()
        self.line(text)
        self.loops += 1
        self.breakable += 1
        self.body(depth)
        self.loops -= 1
        self.breakable -= 1
        self.multiplier = saved

    def while_(self, depth):
        count, turns = self.fresh("w"), self.random.randrange(1, 4)
        self.line(f"u {count} = 0;")
        def header():
            condition = self.expression(2)
            self.did("await in while" if AWAIT in condition else "while")
            first, second = f"{count}++ < {turns}", f"(({condition}) | {self.pick([1, 2, 0])}u)"
            return f"while ({first} && {second}) {{"
        self.loop(depth, turns, header)
        self.line("}")

    def for_(self, depth):
        count, turns = self.fresh("w"), self.random.randrange(1, 4)
        self.scopes.append([])
        extra = self.fresh("v")
        def header():
            start = self.expression(2)
            self.scopes[-1].append(Variable(extra, "u", self.fresh("base"), extra))
            condition, step = self.expression(2), self.expression(2)
            for what, text in (("for condition", condition), ("for step", step), ("for initialiser", start)):
                if AWAIT in text:
                    self.did("await in a " + what)
            return (f"for (u {count} = 0, {extra} = {start}; {count} < {turns} && (({condition}) | 1u); "
                    f"{count}++, {extra} += {step}) {{") if not self.step_writes(extra, step) else \
                f"for (u {count} = 0, {extra} = {start}; {count} < {turns}; {count}++) {{"
        self.loop(depth, turns, header)
        self.line("}")
        self.scopes.pop()

    @staticmethod
    def step_writes(name, step):
        return name in step

    def do_(self, depth):
        count, turns = self.fresh("w"), self.random.randrange(0, 3)
        self.line(f"u {count} = 0;")
        self.loop(depth, turns + 1, lambda: "do {")
        saved = self.multiplier
        self.multiplier *= turns + 2
        condition = self.expression(2)
        self.multiplier = saved
        self.did("await in do" if AWAIT in condition else "do")
        self.line(f"}} while ({count}++ < {turns} && ({condition} | 1u));")

    def switch_(self, depth):
        value = self.expression(3)
        self.did("await in switch" if AWAIT in value else "switch")
        self.line(f"switch (({value}) % 8u) {{")
        labels, next_case = ["case 0:", "case 1:", "case 2 ... 3:", "default:"], 4
        self.random.shuffle(labels)
        self.breakable += 1
        for label in labels[:self.random.randrange(2, 5)]:
            self.line(label)
            form = self.random.randrange(4)
            if form == 0 and depth > 0 and not self.in_defer:   # a case inside a nested block
                self.did("case inside a nested statement")
                number = next_case
                next_case += 1
                self.line("if (mix(1, 2) > 5) {")
                self.line("{")
                self.body(depth)
                self.line("}")
                self.line(f"case {number}:")
                self.line("{")
                self.body(depth)
                self.line("}")
                self.line("}")
            else:
                self.line("{")
                self.body(depth)
                self.line("}")
            if self.chance(60):
                self.line("    break;")
            else:
                self.did("fall through")
        self.line("    ;")
        self.line("}")
        self.breakable -= 1

    def forward(self, depth):
        """A goto out of nested statements to behind them."""
        if self.in_expression:
            return self.block(depth)
        label = self.fresh("out")
        self.did("goto forwards")
        self.labels.append(label)
        self.line("{")
        self.body(depth)
        self.line("}")
        self.labels.remove(label)
        self.line(f"{label}:;")

    def backward(self, depth):
        if self.in_expression:
            return self.block(depth)
        label, count = self.fresh("again"), self.fresh("w")
        self.did("goto backwards")
        self.line(f"u {count} = 0;")
        saved = self.multiplier
        self.multiplier *= 4
        self.line(f"{label}:")
        self.line(f"if ({count}++ < 2) {{")
        self.labels.append(label)
        self.body(depth)
        self.line(f"    goto {label};")
        self.labels.remove(label)
        self.line("}")
        self.multiplier = saved

    def into_loop(self, depth):
        """A jump into the middle of a loop; nothing is declared before its target."""
        if self.in_expression:
            return self.block(depth)
        label, count = self.fresh("middle"), self.fresh("w")
        self.did("goto into a loop")
        self.line(f"u {count} = {self.random.randrange(2)};")
        condition = self.expression(2)
        self.line(f"if ({condition}) goto {label};")
        saved = self.multiplier
        self.multiplier *= 4
        self.line(f"while ({count}++ < 2) {{")
        self.loops += 1
        self.breakable += 1
        self.line("{")
        self.body(depth)
        self.line("}")
        self.line(f"{label}:;")
        self.line("{")
        self.body(depth)
        self.line("}")
        self.loops -= 1
        self.breakable -= 1
        self.line("}")
        self.multiplier = saved

    # futures

    def cold(self, _):
        """A cold future, some statements, and its await."""
        choices = [f for f in self.callable() if f.result not in ("void",)
                   and not any(kind.endswith("*") for kind in f.parameters)
                   and not f.depth_first]
        if not choices or self.in_defer:
            return self.show(0)
        function = self.pick(choices)
        self.future(function, "auto {name} = {call};", f"{AWAIT}{{name}}", "cold future")

    def task(self, _):
        choices = [f for f in self.callable(pure=True) if f.pure and f.result != "void"
                   and not any(kind.endswith("*") for kind in f.parameters) and not f.depth_first]
        if not choices or self.in_defer:
            return self.show(0)
        function = self.pick(choices)
        form = self.pick(["auto {name} = spawn({call});", "task({type}) {name} = spawn({call});"])
        self.future(function, form, f"{AWAIT}{{name}}", "task")

    def future(self, function, form, awaited, construct):
        """The plain form saves the arguments where the future is made, and calls where it is awaited."""
        if self.cost + self.multiplier * function.cost > COST_MAX:
            return self.show(0)
        self.cost += self.multiplier * function.cost
        makers = [lambda kind=kind: self.argument(kind, 2) for kind in function.parameters]
        texts = self.operands(makers)
        name = self.fresh("f")
        before, after = form.format(name=name, type=function.result, call=f"{function.name}(\x04)").split("\x04")
        saved = [f"{name}_{position}" for position in range(len(texts))]
        text = ""
        for position, (value, kind) in enumerate(zip(texts, function.parameters)):
            text += both(before if position == 0 else ", ", f"{kind} {saved[position]} = ") + value \
                + both("", "; ")
        text += both(after if texts else before + after, "")
        self.line(text)
        self.did(construct)
        if any(AWAIT in value for value in texts):
            self.did("await in an argument of a " + construct)
        for _ in range(self.random.randrange(0, 3)):
            self.pick([self.assign, self.show, self.declare])(0)
        if not function.pure:
            self.writes.add(CALLS)
        result = self.fresh("v")
        call = both(f"await {name}", f"{function.name}({', '.join(saved)})")
        if function.result in STRUCTS:
            self.line(f"{function.result} {result} = {call};")
            self.add_struct(result, function.result, result)
        else:
            self.line(f"{function.result} {result} = {call};")
            self.add(result, function.result, result, narrow=SCALARS[function.result][1])

    def join(self, depth):
        """Branches write disjoint variables, and nothing in them logs in order."""
        if self.in_defer:
            return self.show(0)
        names = [self.fresh("v") for _ in range(self.random.randrange(2, 4))]
        self.line(f"u {', '.join(f'{name} = 0' for name in names)};")
        self.did("join")
        def branch(name):
            roll = self.random.randrange(3)
            if roll == 0:
                return f"{name} = {self.await_u(2)}"
            if roll == 1:
                return f"{name} = {self.expression(2)}"
            self.did("statements in a join branch")
            return f"{name} = {self.statement_expression(2)}"
        saved = self.in_expression
        self.in_expression = True
        reads, writes, texts = set(), set(), []
        for name in names:
            text, r, w = self.guarded(lambda name=name: branch(name), writes, reads | writes, False)
            reads, writes = reads | r, writes | w
            texts.append(text)
        self.in_expression = saved
        self.line(both("join(", "((void)(") + both(", ", "), (void)(").join(texts) + both(");", "));"))
        for name in names:
            self.add(name, "u", name)

    def race(self, depth):
        """The program's arm wins: the other one is never ready."""
        if self.in_defer or self.in_expression:
            return self.show(0)
        choices = [v for v in self.visible() if v.kind == "u" and self.writable(v) and self.readable(v)]
        if not choices:
            return self.show(0)
        variable = self.pick(choices)
        self.reads.add(variable.base)
        self.writes.add(variable.base)
        value, _, _ = self.guarded(lambda: self.await_u(2), (), {variable.base})
        winner = f"{self.target(variable)} = {value}"
        number = self.fresh("")
        loser = both(f"when (await forever({number}u)) {{ trace(9, 9); }}", "")
        self.did("race")
        self.line(both("race {", "{"))
        if self.chance(50):
            self.line(loser)
            loser = ""
            self.erasable = False
        self.line(both("when (", "{ ") + winner + both(") {", "; {"))
        self.body(depth)
        self.line("}" + both("", "}"))
        self.line(loser)
        self.line("}")

    # functions

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
        self.scopes = [file_scope, []]
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
        static = "" if function.name == "program" or self.chance(15) and not function.depth_first else "static "
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
        kinds = ["u"] * 8 + ["u *", "u *", "unsigned char", "long", "double", "_Bool", "enum colour"] + \
            sorted(STRUCTS) + [kind + " *" for kind in sorted(STRUCTS)]
        parameters = [self.pick(kinds) for _ in range(self.random.randrange(0, 5))]
        return Function(self.fresh("fun"), result, parameters, pure)

    def write_table(self):
        same = [f for f in self.functions if f.result == "u" and f.parameters == ["u", "u"] and not f.depth_first]
        if len(same) < 2:
            return
        name = self.fresh("table")
        chosen = [self.pick(same) for _ in range(self.random.randrange(2, 4))]
        const = self.pick(["", "const "])
        self.line(f"static {both('async ')}u (*{const}{name}[])(u, u) = {{{', '.join(f.name for f in chosen)}}};\n")
        self.tables.append((name, len(chosen), max(f.cost for f in chosen)))
        self.did("table of async functions")

    def write_program(self):
        self.lines.append(HEAD)
        for number in range(self.size):
            roll = self.random.randrange(10)
            if roll == 0 and number:
                function = Function(self.fresh("rec"), "u", ["u", "u"], self.chance(50))
                function.depth_first = True
                self.write_function(function)
                self.functions.append(function)
            elif roll == 1 and number:
                pure = self.chance(50)
                pair = [Function(self.fresh("rec"), "u", ["u", "u"], pure) for _ in range(2)]
                for function in pair:
                    function.depth_first = True
                self.line(f"static {both('async ')}{self.signature(pair[1], ['depth', 'value'])};")
                self.write_function(pair[0], pair[1])
                self.write_function(pair[1], pair[0])
                for function in pair:
                    function.cost = sum(f.cost for f in pair)
                self.functions += pair
            else:
                function = self.new_function()
                if self.chance(35):
                    function.result, function.parameters = "u", ["u", "u"]
                self.write_function(function)
                self.functions.append(function)
            if self.chance(40):
                self.write_table()
        function = Function("program", "u", [], False)
        self.write_function(function)
        self.line(MAIN)
