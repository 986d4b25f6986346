"""The plan: which figures there are, which program yields each, and who is measured.

A plan file (TOML, see bench/plan.toml) becomes a Plan, or a PlanError that names the entry.
"""
import dataclasses
import tomllib


class PlanError(Exception):
    pass


@dataclasses.dataclass(frozen=True)
class Peer:
    name: str
    toolchain: str
    workers: int
    title: str
    ours: str
    command: tuple = ()  # of the toolchain `command`: what to start
    environment: tuple = ()  # (name, value): set for its programs


@dataclasses.dataclass(frozen=True)
class Program:
    """What one process is started for: `task yield`, or a server with its connections."""
    subject: str
    argument: str
    connections: int = 0  # not 0: a server, measured through the client

    def __str__(self):
        return f"{self.subject} {self.argument}" + (f" {self.connections}" if self.connections else "")

    def started(self):
        """What a server is told: what it answers, not what the client does with it."""
        if not self.connections:
            return self
        is_told = self.argument in ("http", "idle")
        return self if is_told else dataclasses.replace(self, argument="serve")


@dataclasses.dataclass(frozen=True)
class Figure:
    name: str
    title: str
    unit: str
    better: str
    peers: tuple
    goal: str = ""
    program: Program = None
    derived: dict = None  # peer -> (numerator, denominator), each `group/figure/peer`

    @property
    def group(self):
        return self.name.split("/")[0]


@dataclasses.dataclass(frozen=True)
class Plan:
    peers: dict
    figures: tuple

    def groups(self):
        return list(dict.fromkeys(figure.group for figure in self.figures))

    def select(self, wanted):
        """The figures of the wanted groups (or figure names), in the plan's order; all for none."""
        known = set(self.groups()) | {figure.name for figure in self.figures}
        for name in wanted:
            if name not in known:
                raise PlanError(f"there is no group or figure '{name}' "
                                f"(groups: {', '.join(self.groups())})")
        chosen = [figure for figure in self.figures
                  if not wanted or figure.group in wanted or figure.name in wanted]
        return self._with_operands(chosen)

    def _with_operands(self, chosen):
        names = {figure.name for figure in chosen}
        for figure in chosen:
            for operands in (figure.derived or {}).values():
                names |= {operand.rsplit("/", 1)[0] for operand in operands}
        return [figure for figure in self.figures if figure.name in names]


def _require(condition, message):
    if not condition:
        raise PlanError(message)


def _peer_from(name, entry, peers):
    for key in ("toolchain", "workers", "title", "ours"):
        _require(key in entry, f"peer {name}: '{key}' is missing")
    _require(entry["ours"] in peers, f"peer {name}: there is no peer '{entry['ours']}'")
    return Peer(name, entry["toolchain"], entry["workers"], entry["title"], entry["ours"],
                tuple(entry.get("command", ())), tuple(entry.get("environment", {}).items()))


def _figure_head(entry):
    for key in ("name", "title", "unit", "better"):
        _require(key in entry, f"figure {entry.get('name', '?')}: '{key}' is missing")
    name = entry["name"]
    _require(name.count("/") == 1, f"figure {name}: a name is GROUP/FIGURE")
    _require(entry["better"] in ("lower", "higher"), f"figure {name}: better is lower or higher")
    return {key: entry[key] for key in ("name", "title", "unit", "better")} | {
        "goal": entry.get("goal", "")}


def _figure_from(entry, sets, peers):
    head = _figure_head(entry)
    names = entry.get("peers", ())
    names = sets.get(names, ()) if isinstance(names, str) else names
    _require(names, f"figure {head['name']}: no peers")
    for name in names:
        _require(name in peers, f"figure {head['name']}: there is no peer '{name}'")
    words = entry.get("program", entry.get("server", "")).split()
    _require(len(words) == 2, f"figure {head['name']}: program is \"SUBJECT ARGUMENT\"")
    connections = entry.get("connections", 0)
    _require(bool(connections) == ("server" in entry),
             f"figure {head['name']}: a server, and only a server, has connections")
    return Figure(**head, peers=tuple(names), program=Program(*words, connections))


def _derived_from(entry, figures):
    head = _figure_head(entry)
    known = {f"{figure.name}/{peer}" for figure in figures for peer in figure.peers}
    for operands in entry.get("of", {}).values():
        _require(len(operands) == 2, f"figure {head['name']}: two operands")
        for operand in operands:
            _require(operand in known, f"figure {head['name']}: nothing yields {operand}")
    _require(entry.get("of"), f"figure {head['name']}: 'of' is missing")
    derived = {peer: tuple(operands) for peer, operands in entry["of"].items()}
    return Figure(**head, peers=tuple(derived), derived=derived)


def load(path):
    with open(path, "rb") as file:
        try:
            raw = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            raise PlanError(f"{path}: {error}") from error
    peers = {name: _peer_from(name, entry, raw["peer"]) for name, entry in raw["peer"].items()}
    measured = [_figure_from(entry, raw.get("set", {}), peers) for entry in raw["figure"]]
    derived = [_derived_from(entry, measured) for entry in raw.get("derived", ())]
    figures = measured + derived
    groups = list(dict.fromkeys(figure.group for figure in figures))
    figures.sort(key=lambda figure: groups.index(figure.group))
    return Plan(peers, tuple(figures))
