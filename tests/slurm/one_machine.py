"""A real Slurm on this machine alone, with ports, keys and folders of its own."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMANDS = (
    *("slurmctld", "slurmd"),
    *("sacct", "sacctmgr", "sbatch", "scancel", "scontrol", "sinfo", "squeue", "srun"),
)
PATIENCE = 30
"""Seconds in which a daemon must answer."""


@dataclass(frozen=True)
class Daemon:
    """A process of Slurm, and where it logs."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait_for(self, ready: Callable[[], bool]) -> None:
        """Wait until it does its work; if it does not, fail with its log."""
        end = time.monotonic() + PATIENCE
        while not ready():
            if self.process.poll() is not None or time.monotonic() > end:
                log = self.log.read_text(errors="replace")
                raise RuntimeError(f"{self.process.args[0]} does not answer:\n{log}")
            time.sleep(0.1)


def why_not() -> str:
    """Say why no Slurm can be started here; nothing when one can."""
    missing = [name for name in ("munged", *COMMANDS) if not _program(name)]
    if missing:
        return f"Slurm is not installed ({', '.join(missing)}): apt install munge slurm-wlm"
    return "" if os.geteuid() == 0 else "Slurm's daemons can be started by root alone"


@contextmanager
def slurm(folder: Path) -> Iterator[Path]:
    """Run munged, slurmctld and slurmd, and stop these three at the end.

    Parameters
    ----------
    folder : Path
        An empty folder for keys, state and logs.

    Yields
    ------
    Path
        A folder for the PATH: Slurm's commands, which know this Slurm.
    """
    commands = _commands(folder, _configure(folder))
    with ExitStack() as running:
        munge = running.enter_context(_daemon(folder, _program("munged"), *_munged(folder)))
        munge.wait_for((folder / "munge.socket").exists)
        control = running.enter_context(_daemon(folder, f"{commands}/slurmctld", "-D"))
        control.wait_for(lambda: "UP" in _answer(f"{commands}/scontrol", "ping"))
        node = running.enter_context(_daemon(folder, f"{commands}/slurmd", "-D"))
        node.wait_for(lambda: "idle" in _answer(f"{commands}/sinfo", "--noheader", "--format=%T"))
        yield commands


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")


def _munged(folder: Path) -> list[str]:
    key = folder / "munge.key"
    key.write_bytes(secrets.token_bytes(128))
    key.chmod(0o400)
    places = {"socket": "munge.socket", "pid-file": "munged.pid", "seed-file": "munged.seed"}
    own = [f"--{option}={folder / name}" for option, name in places.items()]
    # Temporary folders may be writable by others, which munged would refuse.
    return ["--foreground", "--force", f"--key-file={key}", *own]


def _configure(folder: Path) -> Path:
    """Write slurm.conf: one node with all cores of this machine, no accounting, no cgroups."""
    for name in ("state", "spool"):
        (folder / name).mkdir()
    control, node = _free_ports(2)
    host = socket.gethostname().partition(".")[0]
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    settings = {
        "ClusterName": "one",
        "SlurmctldHost": f"{host}(127.0.0.1)",
        "SlurmctldPort": control,
        "SlurmdPort": node,
        "SlurmUser": "root",
        "SlurmdUser": "root",
        "AuthType": "auth/munge",
        "AuthInfo": f"socket={folder / 'munge.socket'}",
        "StateSaveLocation": folder / "state",
        "SlurmdSpoolDir": folder / "spool",
        "SlurmctldPidFile": folder / "slurmctld.pid",
        "SlurmdPidFile": folder / "slurmd.pid",
        "ProctrackType": "proctrack/linuxproc",
        "TaskPlugin": "task/none",
        "SelectType": "select/cons_tres",
        "SelectTypeParameters": "CR_Core",
        "AccountingStorageType": "accounting_storage/none",
        "JobAcctGatherType": "jobacct_gather/none",
        "MpiDefault": "none",
        "MinJobAge": 600,
    }
    lines = [f"{name}={value}" for name, value in settings.items()]
    lines += [
        f"NodeName={host} NodeAddr=127.0.0.1 CPUs={os.cpu_count()} RealMemory={megabytes}",
        "PartitionName=main Nodes=ALL Default=YES State=UP",
    ]
    path = folder / "slurm.conf"
    path.write_text("\n".join(lines) + "\n")
    return path


def _commands(folder: Path, configuration: Path) -> Path:
    """Write the commands; SLURM_CONF in the environment would be cleared within a job."""
    place = folder / "bin"
    place.mkdir()
    for name in COMMANDS:
        script = place / name
        script.write_text(f'#!/bin/sh\nSLURM_CONF={configuration} exec {_program(name)} "$@"\n')
        script.chmod(0o755)
    return place


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextmanager
def _daemon(folder: Path, *command: str) -> Iterator[Daemon]:
    """Run a daemon in the foreground, its log in the folder; end it at the end."""
    log = folder / f"{Path(command[0]).name}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        yield Daemon(process, log)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answer(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    return done.stdout
