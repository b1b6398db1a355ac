"""Snakemake, called as a library: sooner than its command line, and with plain lines."""

import json
import logging
import os
import sys
from collections.abc import Sequence
from typing import Any

from als_muscle_mri.pipeline.failures import for_want_of_space, in_words, say
from als_muscle_mri.pipeline.log import speak_plainly


def execute(
    config: dict[str, Any], targets: Sequence[str] = (), cores: int | None = None, dry: bool = False
) -> bool:
    """Make what is missing or out of date, by the Snakefile of the working directory.

    Parameters
    ----------
    config : dict
        What `snakemake --config` would give.
    targets : sequence of str
        Rules or files; by default the first rule of the Snakefile.
    cores : int, optional
        How many jobs run side by side at most; by default one more than there are cores.
    dry : bool
        Only say, one line a job, what would be done.

    Returns
    -------
    bool
        Whether all of it is made.
    """
    from snakemake.api import SnakemakeApi
    from snakemake.logging import LogHandlerSettingsBase
    from snakemake.settings import types as settings

    display = sys.stderr.isatty() and not dry
    output = settings.OutputSettings(
        dryrun=dry,
        stdout=dry,
        log_handler_settings={"rich": LogHandlerSettingsBase()} if display else {},
    )
    with speak_plainly(display), SnakemakeApi(output) as api:
        try:
            _make(api, config, targets, cores, dry)
        except Exception as error:
            if for_want_of_space(error):  # Snakemake keeps notes and copies of its own
                say(in_words(error), logging.ERROR)
            else:
                api.print_exception(error)
            return False
    return True


def _make(
    api: Any, config: dict[str, Any], targets: Sequence[str], cores: int | None, dry: bool
) -> None:
    """Let Snakemake read the Snakefile, find what is to be done, and do it."""
    from snakemake.scheduling.greedy import SchedulerSettings
    from snakemake.settings import types as settings

    workflow = api.workflow(
        resource_settings=settings.ResourceSettings(cores=cores or _cores()),
        config_settings=settings.ConfigSettings(config=config),
    )
    # What a killed run left half done is done again.
    dag = workflow.dag(settings.DAGSettings(targets=set(targets), force_incomplete=True))
    dag.execute_workflow(
        pseudo_executor="dryrun" if dry else None,
        execution_settings=settings.ExecutionSettings(
            # Snakemake's own lock would outlive a killed run; see locks.py.
            lock=False,
            # The cheap steps share this process; notebooks have their own.
            use_threads=True,
            # One cohort's fault is no reason to leave the others undone.
            keep_going=len(config["cohort"].split()) > 1,
        ),
        # No solver to start for some twenty jobs.
        scheduling_settings=settings.SchedulingSettings(scheduler="greedy"),
        scheduler_settings=SchedulerSettings(),
    )


def execute_by(
    profiles: Sequence[str],
    config: dict[str, Any],
    targets: Sequence[str] = (),
    jobs: int | None = None,
    dry: bool = False,
) -> bool:
    """Do as :func:`execute`, with the executor and options of Snakemake profiles.

    Parameters
    ----------
    profiles : sequence of str
        Folders, as `profiles/slurm`, or names of profiles Snakemake finds itself.
    jobs : int, optional
        How many jobs run at once at most; by default what the profiles say.
    config, targets, dry
        As in :func:`execute`.

    Returns
    -------
    bool
        Whether all of it is made.
    """
    from snakemake.cli import args_to_api, parse_args, print_exception

    given = [f"{name}={json.dumps(value)}" for name, value in config.items()]
    words = [*targets, "--nolock", "--profile", *profiles, "--config", *given]
    words += [*(["--jobs", str(jobs)] if jobs else []), *(["--dry-run"] if dry else [])]
    with speak_plainly(display=False):
        try:
            parser, options = parse_args(words)
            return args_to_api(options, parser)
        except Exception as error:
            print_exception(error)
            return False


def _cores() -> int:
    """One job more than there are cores: a notebook waits for its kernel now and then."""
    own = hasattr(os, "sched_getaffinity")
    return 1 + (len(os.sched_getaffinity(0)) if own else os.cpu_count() or 1)
