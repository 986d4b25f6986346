"""Medians with their spread and their ratio to ours; the table and the JSON made of them."""
import json
import statistics

UNITS = {"us": "µs", "x": "×", "to_1": ": 1", "1/s": "/s"}


class Cell:
    """One peer's values of one figure."""

    def __init__(self, values):
        self.values = list(values)
        self.median = statistics.median(values)
        self.low, self.high = min(values), max(values)
        self.ratio = None  # to the peer of ours

    def as_json(self):
        return {"median": self.median, "min": self.low, "max": self.high, "values": self.values,
                "ratio_to_ours": self.ratio}


def cells_of(plan, figure, values):
    """{peer: Cell} in the plan's order; peers without values are left out."""
    cells = {peer: Cell(values[peer]) for peer in figure.peers if values.get(peer)}
    for peer, cell in cells.items():
        ours = cells.get(plan.peers[peer].ours)
        if ours and ours.median:
            cell.ratio = cell.median / ours.median
    return cells


def number(value):
    """Three or four figures, thousands grouped: 2.854, 45.1, 286, 8,118, 131,204."""
    if value == 0:
        return "0"
    for limit, digits in ((10, 3), (100, 1)):
        if abs(value) < limit:
            return f"{value:.{digits if abs(value) >= 1 else 3}f}"
    return f"{value:,.0f}"


def goal_of(figure):
    """("<=", 5.0) or None."""
    if not figure.goal:
        return None
    relation, value = figure.goal.split()
    return relation, float(value)


def _goal_text(figure):
    relation, value = goal_of(figure)
    return f"goal: {'≤' if relation == '<=' else '≥'} {value:g} {unit_of(figure)}"


def unit_of(figure):
    return UNITS.get(figure.unit, figure.unit)


def _row(plan, peer, cell, width):
    ratio = f"{cell.ratio:8.2f} × {plan.peers[peer].ours}" if cell.ratio is not None else ""
    if peer == plan.peers[peer].ours:
        ratio = ""
    spread = f"{number(cell.low)} – {number(cell.high)}"
    title = plan.peers[peer].title
    return f"  {title:<{width}}  {number(cell.median):>10}   {spread:<22}{ratio}".rstrip()


class Report:
    """Everything that was found, in its three written forms."""

    def __init__(self, plan, rounds, measured, machine, versions, missing):
        self.plan, self.rounds, self.machine = plan, rounds, machine
        self.figures = [(figure, cells_of(plan, figure, measured.values[figure.name]))
                        for figure in measured.figures]
        self.failures = {f"{program} {peer}": why
                         for (program, peer), why in measured.failures.items()}
        self.versions, self.missing = versions, missing
        self.counting_tool = measured.tool

    def table(self, sentence):
        width = max(len(peer.title) for peer in self.plan.peers.values())
        lines = [sentence, "Versions: " + ", ".join(f"{name} {version}" for name, version
                                                    in self.versions.items()),
                 f"Medians of {self.rounds} interleaved rounds; then the lowest and the highest, and "
                 "the ratio to ours.", ""]
        for figure, cells in self.figures:
            lines.append(f"{figure.name}   {figure.title} "
                         f"[{unit_of(figure)}, {figure.better} is better]")
            lines += [_row(self.plan, peer, cell, width) for peer, cell in cells.items()]
            if not cells:
                lines.append("  no values")
            if figure.goal:
                lines.append(f"  ({_goal_text(figure)})")
            lines.append("")
        lines += self._not_measured()
        return "\n".join(lines) + "\n"

    def _not_measured(self):
        lines = []
        for name, problem in self.missing.items():
            lines.append(f"Missing: {name}: {problem}")
            if problem.packages:
                lines.append(f"         apt-get install {' '.join(problem.packages)}"
                             "   (or ./dev bench --setup)")
        lines += [f"Failed:  {name}: {why}" for name, why in self.failures.items()]
        if any(figure.name.endswith("_calls") and not cells for figure, cells in self.figures):
            if self.counting_tool is None:
                lines.append("Missing: perf or strace, to count system calls: "
                             "apt-get install strace")
        return lines

    def as_json(self):
        return json.dumps({
            "machine": self.machine,
            "versions": self.versions,
            "rounds": self.rounds,
            "missing": {name: str(problem) for name, problem in self.missing.items()},
            "failures": self.failures,
            "figures": [{"name": figure.name, "title": figure.title, "unit": figure.unit,
                         "better": figure.better, "goal": figure.goal or None,
                         "peers": {peer: cell.as_json() for peer, cell in cells.items()}}
                        for figure, cells in self.figures]}, indent=2) + "\n"
