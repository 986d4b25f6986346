"""
Goal: noodle prints its order, the same on one worker and on two.
Method: compare with examples/noodle/noodle.expected.
"""

import os
import pathlib
import unittest

from server import BIN, run

EXPECTED = pathlib.Path(__file__).resolve().parents[2] / "examples/noodle/noodle.expected"


class Noodle(unittest.TestCase):
    def test_the_order_is_the_written_one(self):
        for workers in ("1", "2"):
            done = run([BIN / "noodle"], env={**os.environ, "WOK_WORKERS": workers})
            self.assertEqual(done.returncode, 0)
            self.assertEqual(done.stdout.decode(), EXPECTED.read_text())


if __name__ == "__main__":
    unittest.main()
