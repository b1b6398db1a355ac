"""Run every benchmark of this folder, show the tables, and keep them in RESULTS.md."""

import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HELPERS = {"__main__", "measure", "slow_marks"}


def main() -> None:
    """Run each script on its own, since what one imports would slow or fill the next."""
    scripts = sorted(path for path in HERE.glob("*.py") if path.stem not in HELPERS)
    texts = [head(), *(table(script) for script in scripts)]
    (HERE / "RESULTS.md").write_text("\n".join(texts), encoding="utf-8")


def head() -> str:
    """Say where these figures come from."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    return f"# Benchmarks\n\n`make bench` on {machine}, Python {platform.python_version()}.\n"


def table(script: Path) -> str:
    """Run a benchmark, show what it prints as it comes, and give it."""
    lines = []
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode:
        sys.exit(f"{script.name} failed with code {process.returncode}.")
    return "".join(lines)


if __name__ == "__main__":
    main()
