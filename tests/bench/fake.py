"""A program under the bench frame whose figures are known: fake.py KIND SUBJECT ARGUMENT PEER WORKERS.

Each call takes the next value of its kind's list, and notes in $FAKE_STATE/order who was called.
"""
import os
import pathlib
import sys

VALUES = {"steady": [10, 30, 20], "slow": [40, 60, 50], "halves": [5, 15, 10]}

kind, subject, argument, peer, workers = sys.argv[1:]
state = pathlib.Path(os.environ["FAKE_STATE"])
with open(state / "order", "a", encoding="utf-8") as order:
    order.write(f"{argument} {peer}\n")
calls = (state / "order").read_text().split("\n").count(f"{argument} {peer}")
if kind == "broken":
    sys.exit("out of luck")
if kind == "chatty":
    print("hello, I am about to measure")
unit = "s" if kind == "wrong-unit" else "ns"
print(f"{subject}/{argument}/{peer} {VALUES.get(kind, [1, 1, 1])[calls - 1]} {unit}")
