"""Choices, variables, and what operands that C does not order may do beside each other."""

from .model import AWAIT, CALLS, GLOBALS, SCALARS, STRUCTS, Variable


class Operands:
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
            if ordered and "\x01await " not in text:
                text = f"({AWAIT}maybe({number}u), {text})"
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

    def writables(self):
        return [v for v in self.visible() if v.kind not in STRUCTS and self.writable(v) and self.readable(v)]

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
        elif self.chance(25):
            self.did("call in subscript")       # an element that has to be computed before an await beside it
            index = f"mix({index}, {self.random.randrange(9)}u)"
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

    def target(self, variable):
        return variable.text.format(self.random.randrange(variable.size)) if variable.size else variable.text

    def operator(self, variable):
        kind = variable.kind.removeprefix("bit ")
        if kind in ("u", "unsigned char", "unsigned short", "unsigned long", "atomic"):
            return self.pick(["=", "=", "+=", "-=", "^=", "|=", "*="] if kind != "atomic" else ["=", "+=", "^=", "|="])
        if kind in ("double", "float", "enum colour"):
            return "="
        return self.pick(["=", "^="]) if kind != "long long" else "="

    def log(self):
        if self.may_log and CALLS not in self.no_write:
            self.writes.add(CALLS)
            return "trace"
        return "tally"
