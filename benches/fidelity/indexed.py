"""What ibid's index says of PDFs: an index in a folder of its own, and `ibid show --json` of each."""

import json
import pathlib
import subprocess
import sys


class Indexed:
    """PDFs indexed once, asked through the binary as anybody would."""

    def __init__(self, ibid, folder, *options):
        self.ibid, self.folder = str(ibid), str(folder)
        self.options = options

    def take_in(self, paths):
        done = subprocess.run(
            [self.ibid, "--index", self.folder, "index", "--quiet", *self.options, *map(str, paths)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 2):
            sys.exit(f"ibid index: {done.stderr.strip()}")

    def ask(self, *arguments):
        """The JSON that ibid prints, or None."""
        done = subprocess.run(
            [self.ibid, "--index", self.folder, *map(str, arguments)], capture_output=True, text=True, check=False
        )
        return json.loads(done.stdout) if done.stdout.strip().startswith(("{", "[")) else None

    def thesis(self, pdf):
        """The record, sections, and pages with their labels and texts."""
        return self.ask("show", pathlib.Path(pdf).resolve(), "--text", "--json")

    def hits(self, phrase):
        """The passages that have a phrase, best first."""
        done = subprocess.run(
            [self.ibid, "--index", self.folder, "search", "--flat", "--json", "--limit", "50", f'"{phrase}"'],
            capture_output=True,
            text=True,
            check=False,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]
