"""Fuzz the readers with atheris: ``python tests/fuzz [--seconds 300] [target ...]``.

Coverage-guided, from the files of the small study; the seconds are shared out over the targets, each
in a process of its own. What breaks a reader is kept in ``build/fuzz`` and its name is printed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
FOUND = TESTS.parent / "build" / "fuzz"
sys.path.insert(0, str(TESTS))


def main() -> int:
    """Run every target asked for; 1 if any broke."""
    parser = argparse.ArgumentParser(prog="tests/fuzz")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--here", action="store_true", help="fuzz one target in this process")
    parser.add_argument("targets", nargs="*")
    options = parser.parse_args()
    if options.here:
        fuzz(options.targets[0], options.seconds)
    from fuzz.targets import TARGETS

    names = options.targets or list(TARGETS)
    broken = []
    for name in names:
        seconds = max(1, options.seconds // len(names))
        command = [sys.executable, __file__, "--here", "--seconds", str(seconds), name]
        # The fuzzer ends its process at once, and would leave what it has written there.
        with tempfile.TemporaryDirectory(prefix="fuzz-") as room:
            own = os.environ | {"TMPDIR": room}
            done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
        runs = [line for line in done.stderr.splitlines() if line.startswith("stat::number_of")]
        print(f"{name}: {runs[0].split()[-1] if runs else 'no'} inputs in {seconds} s", flush=True)
        if done.returncode:
            broken.append(name)
            print(f"{done.stdout}\n{done.stderr}"[-4000:], file=sys.stderr)
    return 1 if broken else 0


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one target for a time; the process ends with it, with an error if it broke."""
    import atheris

    with atheris.instrument_imports(
        include=["als_muscle_mri.imaging", "als_muscle_mri.inputs", "als_muscle_mri.reconstruct"]
    ):
        from fuzz.targets import LONGEST, TARGETS
    target = TARGETS[name]
    FOUND.mkdir(parents=True, exist_ok=True)
    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        *(f"-max_total_time={seconds}", f"-timeout={LONGEST}", "-print_final_stats=1", "-seed=1"),
        *("-max_len=8192", "-rss_limit_mb=4096", f"-artifact_prefix={FOUND}/{name}-"),
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.read)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
