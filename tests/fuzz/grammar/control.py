"""Loops, switches and jumps. Each loop is counted."""

from .model import AWAIT, Variable


class Control:
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

    def duff(self, depth):
        """A switch whose labels stand inside a loop."""
        count = self.fresh("w")
        value = self.expression(2)
        self.did("switch into a loop")
        saved = self.multiplier
        self.multiplier *= 4
        self.line(f"u {count} = {self.random.randrange(1, 3)};")
        self.line(f"switch (({value}) % 4u) {{")
        condition = self.expression(2)
        for number in range(3):
            self.line(("case 0: do {", "case 1:", "default:")[number])
            self.line("{")
            self.loops += 1
            self.breakable += 1
            self.body(depth)
            self.loops -= 1
            self.breakable -= 1
            self.line("}")
        self.line(f"}} while ({count}-- > 0 && (({condition}) | 1u));")
        self.line("}")
        self.multiplier = saved

    def jumping_value(self, depth):
        """A statement expression that may leave by a jump."""
        if self.in_expression or not (self.loops or self.labels):
            return self.block(depth)
        self.did("jump out of a statement expression")
        way = "continue;" if self.loops and self.chance(50) else \
            f"goto {self.pick(self.labels)};" if self.labels else "break;"
        name = self.fresh("v")
        condition, value = self.expression(2), self.expression(2)
        self.line(f"u {name} = ({{ if (({condition}) % 3 == 1) {way} {value}; }});")
        self.add(name, "u", name)

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
