"""The frame of `./dev bench`: plan → toolchains → rounds → results → table, JSON, charts."""
