#!/usr/bin/env python3
"""
Goal: docs/reference/cancelling.md names every operation of the public headers, with its class.
Method: what stands behind WOK_CANCEL in include/wok, against the rows of the page's tables.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MARKED = re.compile(r"(?:WOK_CANCEL\((\w+)\)\s*wok_async|wok_async\s+WOK_CANCEL\((\w+)\))\s[^;(]*?\b(wok_\w+)\s*\(")


def declared():
    found = {}
    for header in sorted((ROOT / "include" / "wok").glob("*.h")):
        for before, behind, name in MARKED.findall(header.read_text()):
            found[name.removesuffix("_of_size")] = (before or behind).replace("_", "-")
    return found


def documented():
    found = {}
    for line in (ROOT / "docs/reference/cancelling.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            for name in re.findall(r"`(wok_\w+)`", re.sub(r"\(.*?\)", "", cells[0])):
                found[name] = cells[1]
    return found


def main():
    headers, page = declared(), documented()
    if len(headers) < 80:
        sys.exit(f"only {len(headers)} operations found in the headers: this test reads them wrongly")
    wrong = [f"{name} is {kind}, the page says {page.get(name, 'nothing of it')}"
             for name, kind in headers.items() if page.get(name) != kind]
    wrong += [f"{name} is on the page only" for name in page if name not in headers]
    print("\n".join(wrong) or f"{len(headers)} operations as they should be")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
