"""Awaited calls and values of struct types."""

from .model import AWAIT, CALLS, COST_MAX, GLOBALS, SCALARS, STRUCTS, both


class Calls:
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

    def two_argument_functions(self):
        return [f for f in self.functions if f.result == "u" and f.parameters == ["u", "u"] and not f.depth_first]

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
        if roll < 52:
            local = [p for scope in self.pointers for p in scope
                     if (p[2] or self.may_log and GLOBALS not in self.no_write)
                     and self.cost + self.multiplier * p[1] <= COST_MAX]
            if local:
                name, cost, pure = self.pick(local)
                self.cost += self.multiplier * cost
                if not pure:
                    self.writes.add(CALLS)
                self.did("await through a local pointer")
                left, right = self.operands([lambda: self.expression(depth - 2)] * 2)
                return f"{AWAIT}{name}({left}, {right})"
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
            # tcc leaves bit-fields that are not named as they were, instead of making them zero.
            fewest = len(members) if any(isinstance(width, int) for _, _, *rest in members for width in rest) else 1
            members = self.random.sample(members, self.random.randrange(fewest, len(members) + 1))
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
