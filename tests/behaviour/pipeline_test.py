"""
Goal: pipeline finds every prime once, whatever the number of workers.
Method: its answer is known.
"""

import os
import unittest

from server import BIN, run


class Pipeline(unittest.TestCase):
    def test_the_answer_is_the_same_on_any_number_of_workers(self):
        for workers in ("1", "2", "4"):
            done = run([BIN / "pipeline"], env={**os.environ, "WOK_WORKERS": workers})
            self.assertEqual(done.returncode, 0)
            self.assertEqual(done.stdout.decode(), "2262 primes up to 20000, the last is 19997\n")


if __name__ == "__main__":
    unittest.main()
