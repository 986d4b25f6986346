"""Locals of every kind, and pointers to them."""

import re

from .model import AWAIT, GLOBALS, SCALARS, STRUCTS, Variable, both


class Declarations:
    def declare(self, depth):
        kinds = [self.declare_scalar] * 5 + [self.declare_array] * 2 + [self.declare_struct] * 3 \
            + [self.declare_union, self.declare_local_type, self.declare_many, self.declare_literal,
               self.declare_atomic, self.declare_pointer]
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

    def declare_literal(self):
        """A pointer to a compound literal, which lives as long as its block."""
        name = self.fresh("l")
        self.did("pointer to a compound literal")
        if self.chance(50):
            values = self.operands([lambda: self.expression(2)] * 3)
            if any(AWAIT in value for value in values):
                self.did("await in a compound literal that is pointed to")
            self.line(f"u *{name} = (u[]){{{', '.join(values)}}};")
            self.add(name + "[{}]", "u", name, size=3)
        else:
            kind = self.pick(sorted(STRUCTS))
            self.line(f"{kind} *{name} = &({kind}){self.braces(kind, 2)};")
            self.add_struct(f"(*{name})", kind, name)

    def declare_atomic(self):
        name = self.fresh("c")
        self.did("_Atomic local")
        self.line(f"_Atomic u {name} = {self.expression(2)};")
        self.add(name, "atomic", name)

    def declare_pointer(self):
        """An async function's address in a local: a pointer, a typedef of one, or a member."""
        same = self.two_argument_functions()
        if not same:
            return self.declare_scalar()
        name, left, right = self.fresh("q"), self.pick(same), self.pick(same)
        condition = self.expression(2)
        value = f"({condition}) ? {left.name} : {right.name}"
        form = self.random.randrange(3)
        if form == 0:
            self.line(f"{both('async ')}u (*{name})(u, u) = {value};")
        elif form == 1:
            self.line(f"operation *{name} = {value};")
        else:
            self.line(f"struct vtable {name} = {{.spare = 3, .run = {value}}};")
        self.did(("local async pointer", "typedef of an async function", "async pointer in a struct")[form])
        pure = left.pure and right.pure
        self.pointers[-1].append((name + (".run" if form == 2 else ""), max(left.cost, right.cost), pure))

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
