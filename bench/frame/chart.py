"""One figure as an SVG bar chart, and a page that holds them all.

Self-made and self-contained: no script, no font to load, legible on a light and on a dark background
(the file asks the viewer which), each bar labelled with its value and its ratio to ours, a whisker
from the lowest to the highest round, and an axis that starts at zero and names its unit.
"""
import html
import math

from . import results

WIDTH, LABELS, VALUES = 820, 190, 150  # pixels: all, the names' column, room right of the bars
TOP, ROW, BAR, GAP, BOTTOM = 64, 30, 17, 10, 46

STYLE = """
  .ground { fill: #ffffff; stroke: #d0d7de; }
  text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328; }
  .title { font-weight: 600; font-size: 15px; }
  .quiet { fill: #59636e; font-size: 12px; }
  .name-ours { font-weight: 600; }
  .grid { stroke: #d9dee4; }
  .axis { stroke: #59636e; }
  .ours { fill: #0b7a75; } .peer { fill: #9aa7b5; } .floor { fill: #d8b365; }
  .spread { stroke: #1f2328; stroke-width: 1.2; }
  .goal { stroke: #b3261e; stroke-dasharray: 5 4; stroke-width: 1.4; }
  .goal-text { fill: #b3261e; font-size: 12px; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #30363d; }
    text { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .grid { stroke: #262c34; } .axis { stroke: #9198a1; }
    .ours { fill: #35c2b6; } .peer { fill: #5b6875; } .floor { fill: #a9873c; }
    .spread { stroke: #e6edf3; }
    .goal { stroke: #ff8a80; } .goal-text { fill: #ff8a80; }
  }
"""


def nice_step(largest, ticks_max=7):
    """The least step of 1, 2 or 5 times a power of ten that cuts 0 … largest into so many."""
    if largest <= 0:
        return 1.0
    raw = largest / ticks_max
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999)


def _text(x, y, content, kind="", anchor="start"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">'
            f"{html.escape(content)}</text>")


def _line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


class _Scale:
    def __init__(self, largest):
        self.step = nice_step(largest)
        self.ticks = max(1, math.ceil(largest / self.step - 1e-9))
        self.largest = self.ticks * self.step
        self.left, self.right = LABELS, WIDTH - VALUES

    def x(self, value):
        return self.left + (self.right - self.left) * min(value, self.largest) / self.largest


def _axis(scale, bottom, unit):
    parts = []
    for tick in range(scale.ticks + 1):
        x = scale.x(tick * scale.step)
        parts.append(_line(x, TOP - 6, x, bottom, "axis" if tick == 0 else "grid"))
        parts.append(_text(x, bottom + 17, f"{tick * scale.step:,.10g}", "quiet", "middle"))
    last = f"{scale.largest:,.10g}"
    parts.append(_text(scale.right + 8 + 4 * len(last), bottom + 17, unit, "quiet"))
    return parts


def _bar(scale, plan, peer, cell, y):
    entry = plan.peers[peer]
    ours = peer == entry.ours
    kind = "ours" if ours else "floor" if entry.toolchain == "c" else "peer"
    end, middle = scale.x(cell.median), y + BAR / 2
    ratio = f"{cell.ratio:.2f}×" if not ours and cell.ratio is not None else ""
    parts = [_text(LABELS - 10, middle + 4.5, entry.title, "name-ours" if ours else "", "end"),
             f'<rect x="{scale.left}" y="{y:.1f}" width="{max(end - scale.left, 1):.1f}" '
             f'height="{BAR}" rx="2" class="{kind}"/>']
    if len(cell.values) > 1:
        low, high = scale.x(cell.low), scale.x(cell.high)
        parts += [_line(low, middle, high, middle, "spread"),
                  _line(low, middle - 3, low, middle + 3, "spread"),
                  _line(high, middle - 3, high, middle + 3, "spread")]
    x = max(end, scale.x(cell.high)) + 8
    parts.append(f'<text x="{x:.1f}" y="{middle + 4.5:.1f}">{results.number(cell.median)}'
                 f'<tspan dx="8" class="quiet">{ratio}</tspan></text>')
    return parts


def _rows(plan, cells):
    """[(peer, cell, y)] and the bottom: a gap before each of ours parts what is compared."""
    rows, y = [], TOP
    for peer, cell in cells.items():
        if rows and peer == plan.peers[peer].ours:
            y += GAP
        rows.append((peer, cell, y + (ROW - BAR) / 2))
        y += ROW
    return rows, y


def _goal(scale, figure, bottom):
    goal = results.goal_of(figure)
    if not goal:
        return []
    x, sign = scale.x(goal[1]), "≤" if goal[0] == "<=" else "≥"
    return [_line(x, TOP - 6, x, bottom, "goal"),
            _text(x, TOP - 10, f"goal {sign} {goal[1]:g}", "goal-text", "middle")]


def svg(plan, figure, cells, rounds):
    """The chart of one figure; `cells` is not empty."""
    goal = results.goal_of(figure)
    scale = _Scale(max([cell.high for cell in cells.values()] + ([goal[1]] if goal else [])))
    rows, bottom = _rows(plan, cells)
    height, unit = bottom + BOTTOM, results.unit_of(figure)
    better = f"{figure.better} is better; median of {rounds}, whisker from lowest to highest; " \
             "ratio to ours"
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
             f'width="{WIDTH}" height="{height}" role="img">',
             f"<title>{html.escape(figure.name)}: {html.escape(figure.title)}</title>",
             f"<style>{STYLE}</style>",
             f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8" '
             'class="ground"/>',
             _text(18, 28, f"{figure.title}, {unit}", "title")]
    parts += _axis(scale, bottom, unit)
    for peer, cell, y in rows:
        parts += _bar(scale, plan, peer, cell, y)
    parts += _goal(scale, figure, bottom)
    parts += [_text(18, height - 10, f"{figure.name}: {better}", "quiet"), "</svg>"]
    return "\n".join(parts) + "\n"


def page(names, table):
    """All charts and the table on one page."""
    charts = "\n".join(f'<p><img src="{html.escape(name)}" alt="{html.escape(name)}"></p>'
                       for name in names)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>wok: figures</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 15px system-ui, sans-serif; max-width: 860px; margin: 2em auto; padding: 0 1em; }}
  pre {{ font-size: 12px; overflow-x: auto; }} img {{ max-width: 100%; }}
</style>
<h1>wok: figures</h1>
{charts}
<pre>{html.escape(table)}</pre>
</html>
"""
