"""Which statement comes next, and the simple ones."""

from .model import AWAIT, SCALARS, STRUCTS


class Statements:
    def statements(self, depth, count):
        for _ in range(count):
            self.statement(depth)

    def body(self, depth, count=None, declared=()):
        self.scopes.append(list(declared))
        self.pointers.append([])
        self.indent += 1
        self.statements(depth - 1, count or self.random.randrange(1, 4))
        self.indent -= 1
        self.pointers.pop()
        self.scopes.pop()

    def statement(self, depth):
        simple = [self.assign] * 4 + [self.declare] * 5 + [self.show] * 2 + [self.call_statement] * 2 \
            + [self.copy_struct] * 2 + [self.alias, self.leave, self.leave, self.cold, self.boxed,
               self.async_block, self.moved_block, self.empty]
        nested = [self.if_] * 3 + [self.while_, self.for_, self.for_, self.do_, self.switch_, self.switch_,
                                   self.forward, self.backward, self.duff,
                                   self.jumping_value, self.into_loop, self.block, self.race]
        if not self.in_defer:
            simple += [self.defer, self.defer, self.cleanup, self.hold]
        if self.concurrent:
            simple += [self.task]
            nested += [self.join] * 2
        if self.in_defer:
            simple = [self.assign_plain]
            nested = simple
        self.pick(simple if depth <= 0 or self.chance(60) else nested)(depth)

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
