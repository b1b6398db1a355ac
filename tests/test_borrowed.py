"""What is used of other programs beyond their documented interface is still there.

A new version may take it away. Here it is missed by its name, and not as a build that says too much.
"""

import inspect
from pkgutil import resolve_name

import papermill
import pytest
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from papermill.execute import ERROR_MARKER_TAG
from snakemake import api
from snakemake import logging as snakemake_logging
from snakemake.scheduling import job_scheduler

from als_muscle_mri.pipeline import execute, log
from als_muscle_mri.pipeline.failures import LOG


@pytest.mark.parametrize(
    "name",
    [
        "ipykernel.kernelapp:IPKernelApp.parent_handle",
        "IPython.core.history:HistoryManager.hist_file",
        "jupyter_client.provisioning:LocalProvisioner.launch_kernel",
        "multiprocessing.forkserver:ensure_running",
        "snakemake.api:SnakemakeApi.print_exception",
        "snakemake.cli:args_to_api",
        "snakemake.cli:parse_args",
        "snakemake.cli:print_exception",
        "snakemake.logging:LogHandlerSettingsBase",
        "snakemake.scheduling.greedy:SchedulerSettings",
        "snakemake.workflow:Workflow.is_main_process",
    ],
)
def test_a_name(name: str) -> None:
    assert resolve_name(name)


def test_the_events_and_the_log_of_snakemake() -> None:
    events = {event.value for event in snakemake_logging.LogEvent}
    assert log.PROGRESS | {"job_info", "job_error", "group_error"} <= events
    assert "rule_msg" in inspect.getsource(snakemake_logging)
    assert snakemake_logging.logger is LOG


def test_the_closing_words_of_snakemake() -> None:
    workflow = inspect.getmodule(api.Workflow)
    said = "\n".join(map(inspect.getsource, (job_scheduler, workflow)))
    for noise in log.NOISE:
        assert noise.rpartition("\n")[2] in said


def test_papermill_and_jupyter() -> None:
    assert (
        "request_save_on_cell_execute" in inspect.signature(papermill.execute_notebook).parameters
    )
    assert ERROR_MARKER_TAG in inspect.getsource(execute)
    variable = KernelProvisionerFactory.default_provisioner_name_env
    assert variable in inspect.getsource(execute)
