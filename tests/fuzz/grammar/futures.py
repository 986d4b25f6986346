"""What runs at exits, and what runs beside: defers, cold futures, tasks, joins and races."""

from .model import AWAIT, CALLS, COST_MAX, SCALARS, STRUCTS, both


class Futures:
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

    def cold(self, _):
        """A cold future, some statements, and its await."""
        choices = [f for f in self.callable() if f.result not in ("void",)
                   and not any(kind.endswith("*") for kind in f.parameters)
                   and not f.depth_first and not (f.is_far and self.far_lines)]
        if not choices or self.in_defer:
            return self.show(0)
        function = self.pick(choices)
        self.future(function, "auto {name} = {call};", "cold future")

    def task(self, _):
        choices = [f for f in self.callable(pure=True) if f.pure and f.result != "void"
                   and not any(kind.endswith("*") for kind in f.parameters) and not f.depth_first]
        if not choices or self.in_defer:
            return self.show(0)
        function = self.pick(choices)
        form = self.pick(["auto {name} = spawn({call});", "task({type}) {name} = spawn({call});"])
        self.future(function, form, "task")

    def boxed(self, _):
        """A future on the heap."""
        choices = [f for f in self.callable() if f.result != "void"
                   and not any(kind.endswith("*") for kind in f.parameters) and not f.depth_first]
        if not choices or self.in_defer:
            return self.show(0)
        function = self.pick(choices)
        form = self.pick(["auto {name} = box({call});", "future({type}) {name} = box({call});"])
        self.erasable &= function.pure  # the sequential program calls it where the box is made
        self.future(function, form, "boxed future")

    def async_block(self, _):
        """A block by reference, kept in a variable; the plain form is a nested function."""
        if self.in_defer or not self.may_log:
            return self.show(0)
        name, result = self.fresh("b"), self.fresh("v")
        self.did("async block")
        self.multiplier, saved = self.multiplier * 2, self.multiplier
        text = self.statement_expression(2)
        self.multiplier = saved
        if AWAIT in text:
            self.did("await in an async block")
        self.line(both(f"auto {name} = async ", f"u {name}(void) {{ return ") + text + both(";", "; }"))
        for _ in range(self.random.randrange(0, 2)):
            self.pick([self.show, self.assign])(0)
        self.line(f"u {result} = " + both(f"await {name}", f"{name}()") + ";")
        self.add(result, "u", result)

    def moved_block(self, _):
        """A block by value: it sees copies of what was there when it was made."""
        if self.in_defer:
            return self.show(0)
        name, result = self.fresh("b"), self.fresh("v")
        taken = [self.fresh("v"), self.fresh("v")]
        values = self.operands([lambda: self.expression(2)] * 2)
        self.line(f"u {taken[0]} = {values[0]}, {taken[1]} = {values[1]};")
        self.did("async_move block")
        scopes, self.scopes = self.scopes, [[], []]
        pointers, self.pointers = self.pointers, [[]]
        tables, self.tables = self.tables, []
        for variable in taken:
            self.add(variable, "u", variable)
        text, _, _ = self.guarded(lambda: self.statement_expression(2), may_log=False)
        self.scopes, self.pointers, self.tables = scopes, pointers, tables
        kept = ", ".join(f"{name}_{position} = {variable}" for position, variable in enumerate(taken))
        own = ", ".join(f"{variable} = {name}_{position}" for position, variable in enumerate(taken))
        self.line(both(f"auto {name} = async_move ", f"u {kept}; u {name}(void) {{ u {own}; return ") + text
                  + both(";", "; }"))
        for variable in taken:
            self.add(variable, "u", variable)
        self.line(f"{taken[0]} ^= 77u;")
        self.line(f"u {result} = " + both(f"await {name}", f"{name}()") + ";")
        self.add(result, "u", result)

    def future(self, function, form, construct):
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
        plain = f"{function.name}({', '.join(saved)})"
        if self.chance(25):
            self.did(construct + " moved")
            self.line(both(f"auto moved_{name} = {name};"))
            name = "moved_" + name
        if construct == "task" and function.result == "u" and self.chance(30):
            self.did("wok_join")
            self.line(both(f"u {result} = 0; if (await wok_join({name}, &{result}) != 0) trace(8, 8);",
                           f"u {result} = {plain};"))
            return self.add(result, "u", result)
        call = both(f"await {name}", plain)
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
        kept = ""       # what the arm that loses would set: its value before the race is wanted after it
        if self.chance(60):
            self.did("value kept by an arm that loses")
            kept = self.fresh("v")
            self.line(f"u {kept} = {self.expression(1)};")
        waits = f"await forever({number}u)"
        loser = both(f"when ({f'{kept} = ({{ {waits}; 7u; }})' if kept else waits}) {{ trace(9, 9); }}", "")
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
        if kept:
            self.add(kept, "u", kept)
            self.line(f"{self.log()}({self.mark()}, {kept});")
