"""Expressions of type u, with awaits anywhere in them."""

from .model import AWAIT, CALLS, both


class Expressions:
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
        # clang 14 cannot cast the value of an assignment to an _Atomic object.
        choices = [v for v in self.writables() if v.kind != "atomic"]
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

    def statement_expression(self, depth):
        self.did("statement expression")
        saved = self.lines, self.indent, self.labels, self.loops, self.breakable, self.in_expression
        self.lines, self.indent, self.labels = [], 0, []
        self.loops = self.breakable = 0
        self.in_expression = True
        depth_max, self.depth_max = self.depth_max, min(depth, self.depth_max) - 1
        self.scopes.append([])
        self.pointers.append([])
        for _ in range(self.random.randrange(1, 3)):
            self.statement(min(depth - 1, 1))
        value = self.expression(depth - 1)
        # Its value is read at its end: the variables in it do not outlive it.
        self.pointers.pop()
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
