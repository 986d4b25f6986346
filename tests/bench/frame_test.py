"""The frame of ./dev bench.

Goal: what is printed, charted and written as JSON is what the programs measured: medians, spreads and
ratios are right, peers are measured in turn, and what is missing or failed is named, not left out.
Method: programs with known figures (fake.py) under plans of our own, through the command itself; then
the real plan, as far as that needs no other toolchain than a C compiler.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FAKE = pathlib.Path(__file__).resolve().parent / "fake.py"
sys.path.insert(0, str(ROOT / "bench"))
sys.dont_write_bytecode = True
from frame import chart, plan as plans, results, toolchain  # noqa: E402
SVG = "{http://www.w3.org/2000/svg}"


def peer(name, kind, ours="ours", toolchain_name="command"):
    return (f'[peer.{name}]\ntoolchain = "{toolchain_name}"\nworkers = 1\ntitle = "the {name}"\n'
            f'ours = "{ours}"\ncommand = ["{sys.executable}", "{FAKE}", "{kind}"]\n')


def figure(name, peers, extra=""):
    subject, argument = name.split("/")
    return (f'[[figure]]\nname = "{name}"\ntitle = "about {argument} <&>"\nunit = "ns"\n'
            f'better = "lower"\nprogram = "{subject} {argument}"\npeers = {json.dumps(peers)}\n{extra}\n')


TWO = peer("ours", "steady") + peer("other", "slow") + figure("fake/cost", ["ours", "other"])


class FrameTest(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.build = pathlib.Path(self.scratch.name)

    def bench(self, plan, *arguments, **environment):
        (self.build / "plan.toml").write_text(plan)
        return subprocess.run(
            [sys.executable, str(ROOT / "bench" / "run"), str(self.build), "--plan",
             str(self.build / "plan.toml"), *arguments], capture_output=True, text=True, check=False,
            env=os.environ | {"FAKE_STATE": self.scratch.name} | environment)

    def written(self, name):
        return (self.build / "bench" / name).read_text()

    def figures(self):
        return {entry["name"]: entry for entry in json.loads(self.written("figures.json"))["figures"]}

    # ---- what is computed ----

    def test_medians_spreads_and_ratios_are_those_of_the_rounds(self):
        done = self.bench(TWO, "--runs", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        peers = self.figures()["fake/cost"]["peers"]
        self.assertEqual(peers["ours"], {"median": 20, "min": 10, "max": 30, "values": [10, 30, 20],
                                         "ratio_to_ours": 1.0})
        self.assertEqual(peers["other"]["median"], 50)
        self.assertEqual(peers["other"]["ratio_to_ours"], 2.5)

    def test_peers_are_measured_in_turn_and_the_order_turns(self):
        self.bench(TWO + figure("fake/size", ["ours", "other"]), "--runs", "2")
        self.assertEqual((self.build / "order").read_text().split("\n")[:-1],
                         ["cost ours", "cost other", "size ours", "size other",
                          "cost other", "cost ours", "size other", "size ours"])

    def test_a_derived_figure_is_made_of_the_same_round(self):
        plan = TWO + ('[[derived]]\nname = "fake/growth"\ntitle = "growth"\nunit = "x"\n'
                      'better = "lower"\ngoal = "<= 3"\n'
                      '[derived.of]\nother = ["fake/cost/other", "fake/cost/ours"]\n')
        done = self.bench(plan, "--runs", "3")
        growth = self.figures()["fake/growth"]["peers"]["other"]
        self.assertEqual(growth["values"], [4, 2, 2.5])
        self.assertIn("goal: ≤ 3 ×", done.stdout)

    def test_one_program_that_yields_two_figures_runs_once_a_round(self):
        plan = TWO + figure("fake/other_name", ["ours"]).replace("fake other_name", "fake cost")
        self.bench(plan, "--runs", "2")
        self.assertEqual((self.build / "order").read_text().count("cost ours"), 2)

    # ---- what is shown ----

    def test_the_table_names_every_peer_with_its_ratio(self):
        table = self.bench(TWO, "--runs", "3").stdout
        self.assertRegex(table, r"the ours +20\.0 +10\.0 – 30\.0\n")
        self.assertRegex(table, r"the other +50\.0 +40\.0 – 60\.0 +2\.50 × ours\n")
        self.assertIn("kernel", table)
        self.assertEqual(table.strip().rsplit("Written:", 1)[0].strip(),
                         self.written("figures.txt").strip())

    def test_a_chart_is_well_formed_and_its_bars_are_to_scale(self):
        self.bench(TWO, "--runs", "3")
        chart_root = xml.fromstring(self.written("fake-cost.svg"))
        bars = [float(bar.get("width")) for bar in chart_root.iter(SVG + "rect")
                if bar.get("class") in ("ours", "peer")]
        self.assertEqual(len(bars), 2)
        self.assertAlmostEqual(bars[1] / bars[0], 2.5, places=2)
        text = " ".join("".join(entry.itertext()) for entry in chart_root.iter(SVG + "text"))
        self.assertIn("about cost <&>, ns", text)
        self.assertIn("2.50×", text)
        self.assertIn("prefers-color-scheme: dark", self.written("fake-cost.svg"))
        self.assertIn("fake-cost.svg", self.written("figures.html"))

    def test_no_text_of_a_chart_leaves_it(self):
        self.bench(TWO, "--runs", "3")
        root = xml.fromstring(self.written("fake-cost.svg"))
        width, height = float(root.get("width")), float(root.get("height"))
        for entry in root.iter(SVG + "text"):
            size = 8 * len("".join(entry.itertext()))
            left = float(entry.get("x")) - {"end": size, "middle": size / 2}.get(
                entry.get("text-anchor"), 0)
            self.assertGreaterEqual(left, 0, entry.text)
            self.assertLess(left + size * 0.8, width, entry.text)
            self.assertTrue(0 < float(entry.get("y")) < height, entry.text)

    def test_axis_steps_are_one_two_or_five(self):
        for largest in (0.04, 0.9, 3, 17, 99, 1234, 250000):
            step = chart.nice_step(largest)
            self.assertIn(f"{step:.0e}"[0], "125", largest)
            self.assertTrue(2.7 <= largest / step <= 7.01, largest)

    def test_numbers_keep_three_figures(self):
        for value, text in ((0, "0"), (0.0834, "0.083"), (2.8541, "2.854"), (45.13, "45.1"),
                            (286.4, "286"), (8118.2, "8,118")):
            self.assertEqual(results.number(value), text)

    # ---- what is missing or fails ----

    def test_a_missing_toolchain_is_named_with_the_command_that_brings_it(self):
        plan = TWO.replace('["ours", "other"]', '["ours", "other", "gopher"]') + peer(
            "gopher", "steady", toolchain_name="go")
        done = self.bench(plan, "--runs", "1", PATH="/nowhere")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Missing: go: there is no Go", done.stdout)
        self.assertIn("apt-get install golang-go", done.stdout)

    def test_without_ours_the_run_is_no_success(self):
        done = self.bench(TWO + peer("we", "steady", toolchain_name="wok")
                          + figure("fake/size", ["we"]), "--runs", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Missing: wok:", done.stdout)

    def test_a_program_that_fails_is_named_and_the_others_are_measured(self):
        done = self.bench(TWO + peer("bad", "broken") + figure(
            "fake/size", ["ours", "bad"]), "--runs", "2")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Failed:  fake size bad: exit status 1: out of luck", done.stdout)
        self.assertEqual(self.figures()["fake/size"]["peers"]["ours"]["values"], [10, 30])

    def test_other_output_and_other_units_are_failures(self):
        plan = (peer("ours", "steady") + peer("talk", "chatty") + peer("unit", "wrong-unit")
                + figure("fake/cost", ["ours", "talk", "unit"]))
        done = self.bench(plan, "--runs", "1")
        self.assertIn("fake cost talk: printed something else than a figure: 'hello, I am",
                      done.stdout)
        self.assertIn("fake cost unit: printed fake/cost in s, the plan says ns", done.stdout)

    def test_a_group_that_does_not_exist_is_refused(self):
        done = self.bench(TWO, "fakes")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stderr,
                         "bench: there is no group or figure 'fakes' (groups: fake)\n")

    def test_a_plan_that_does_not_fit_together_is_refused(self):
        for plan, complaint in (
                (TWO + figure("fake/size", ["nobody"]), "there is no peer 'nobody'"),
                (TWO.replace("fake/cost", "cost"), "a name is GROUP/FIGURE"),
                (TWO.replace('"lower"', '"smaller"'), "better is lower or higher"),
                ("[peer", "plan.toml")):
            done = self.bench(plan, "--runs", "1")
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(complaint, done.stderr)


class RealPlanTest(unittest.TestCase):
    def setUp(self):
        self.plan = plans.load(ROOT / "bench" / "plan.toml")

    def test_every_peer_has_a_toolchain_and_every_program_a_source(self):
        for entry in self.plan.peers.values():
            self.assertIn(entry.toolchain, toolchain.ALL)
        for entry in self.plan.figures:
            if entry.program:
                source = ROOT / "bench" / "wok" / f"{entry.program.subject}.c"
                self.assertTrue(source.exists(), source)

    def test_selecting_a_derived_figure_brings_what_it_is_made_of(self):
        names = [entry.name for entry in self.plan.select(["timer/insert_cancel_growth"])]
        self.assertEqual(names, ["timer/insert_cancel_1k", "timer/insert_cancel_1m",
                                 "timer/insert_cancel_growth"])

    def test_the_packages_that_are_proposed_are_in_the_list_of_packages(self):
        listed = {line.split()[1] for line in (ROOT / "packages.txt").read_text().splitlines()
                  if line and not line.startswith("#")}
        source = (ROOT / "bench" / "frame" / "toolchain.py").read_text()
        for group in re.findall(r"Missing\([^\[\n]*\[([^\]]*)\]", source):
            for package in re.findall(r'"([^"]+)"', group):
                self.assertIn(package, listed)

    def test_the_echo_of_the_floor_is_measured(self):
        with tempfile.TemporaryDirectory() as build:
            done = subprocess.run(
                [sys.executable, str(ROOT / "bench" / "run"), build, "--plan",
                 str(pathlib.Path(__file__).with_name("echo_plan.toml")), "--runs", "1"],
                capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            found = json.loads((pathlib.Path(build) / "bench" / "figures.json").read_text())
        values = {entry["name"]: entry["peers"].get("c") for entry in found["figures"]}
        self.assertGreater(values["net/echo64_rate"]["median"], 0)
        self.assertGreater(values["net/echo64_cpu"]["median"], 0)
        if values["net/echo64_calls"]:  # perf or strace is here, and may count
            self.assertGreater(values["net/echo64_calls"]["median"], 1.5)


if __name__ == "__main__":
    unittest.main()
