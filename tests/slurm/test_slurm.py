"""Beyond one machine: a real Slurm makes the same reports, and tells of a job that failed."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import COHORTS, Project, sources_in

from slurm.one_machine import slurm, why_not

PROFILE = ("--profile", "profiles/slurm", "--seconds-between-status-checks", "1")
BROKEN = "\n\n# %% [markdown]\n# ## A broken part\n\n# %%\n#| label: tbl-broken\nlen(5)\n"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The sources of the project beside a Slurm; the tests of this file follow each other in it."""
    if reason := why_not():
        pytest.skip(reason)
    with slurm(tmp_path_factory.mktemp("slurm")) as commands:
        path = os.pathsep.join(
            [str(Path(sys.executable).parent), str(commands), os.environ["PATH"]]
        )
        project = sources_in(tmp_path_factory.mktemp("cluster"))
        yield replace(project, variables={"PATH": path})


def files_of(project: Project, cohort: str) -> dict[str, bytes]:
    """The last good report of a cohort, by path below its folder."""
    place = project.folder / "build" / cohort
    paths = (path.relative_to(place) for path in place.rglob("*") if path.is_file())
    return {
        str(path): (place / path).read_bytes()
        for path in paths
        if path.parts[0] != "draft" and path.name != ".lock"
    }


def logs_of(project: Project, rule: str) -> list[Path]:
    """What Slurm kept of the jobs of a rule: the logs of those that failed."""
    return sorted((project.folder / ".snakemake/slurm_logs" / f"rule_{rule}").rglob("*.log"))


def test_several_cohorts_give_the_bytes_of_the_local_run(built: Project, cluster: Project) -> None:
    done = cluster.run("snakemake", *PROFILE, "--config", f"cohort={' '.join(COHORTS)}")
    assert done.returncode == 0, done.stderr
    for cohort in COHORTS:
        local, remote = files_of(built, cohort), files_of(cluster, cohort)
        assert remote.keys() == local.keys()
        assert [path for path in local if remote[path] != local[path]] == []
    ran_on_the_node = done.stderr.count("has been submitted with SLURM jobid")
    notebooks = len(list((cluster.folder / "notebooks").glob("[0-9]_*.py")))
    measured = sum(
        len(list((built.folder / "build" / cohort / "draft/measured").glob("*.csv")))
        for cohort in COHORTS
    )
    each = 1 + notebooks + 1  # the check and the report
    assert ran_on_the_node == len(COHORTS) * each + measured


@pytest.mark.parametrize(
    ("kind", "cohorts", "place"),
    [
        ("comparison", " ".join(COHORTS), f"comparison/{'+'.join(COHORTS)}"),
        ("plan", COHORTS[0], f"plan/{COHORTS[0]}"),
    ],
)
def test_a_comparison_and_a_plan_give_the_bytes_of_the_local_run(
    project: Project, cluster: Project, kind: str, cohorts: str, place: str
) -> None:
    """The notebook and the rendering go to a node; the cheap steps stay here."""
    fast = ["simulations=200"] if kind == "plan" else []
    done = project.build("--kind", kind, "--cohorts", cohorts, "--make", " ".join(fast))
    assert done.returncode == 0, done.stderr
    config = ("--config", f"cohort={cohorts}", f"kind={kind}", *fast)
    done = cluster.run("snakemake", *PROFILE, kind, *config)
    assert done.returncode == 0, done.stderr
    local, remote = files_of(project, place), files_of(cluster, place)
    assert "report.pdf" in local
    assert remote.keys() == local.keys()
    assert [path for path in local if remote[path] != local[path]] == []
    assert done.stderr.count("has been submitted with SLURM jobid") == 2


def test_a_job_that_fails_on_a_node_names_its_notebook_and_cell(cluster: Project) -> None:
    cohort = COHORTS[0]
    before = files_of(cluster, cohort)
    with (cluster.folder / "notebooks/3_emg_grading.py").open("a") as file:
        file.write(BROKEN)
    done = cluster.make("report", f"COHORT={cohort}", "PROFILE=profiles/slurm")
    assert done.returncode != 0
    told = done.stderr[done.stderr.index(f"{cohort}: notebook 3_emg_grading failed:") :]
    assert 'under "A broken part", label tbl-broken' in told
    assert "TypeError: object of type 'int' has no len()" in told
    (log,) = logs_of(cluster, "notebook_3_emg_grading")
    assert f"The log of the job is {log}." in told
    assert len(told.splitlines()) < 15
    assert "Traceback" not in done.stderr
    assert files_of(cluster, cohort) == before
