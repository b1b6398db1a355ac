"""The map of the study report: what is made from what.

    data/<cohort> -> check -> notebooks -> results, tables, figures -> report.html, .pdf, .docx

All of it is made in build/<cohort>/draft; only a finished report replaces the last good one.
`make report` runs this, and so does `snakemake --cores all --config cohort=pavia-2018 alpha=0.01`;
with `--profile profiles/slurm` the checks, notebooks and reports become jobs of a cluster.
"""

import json
import os

from als_muscle_mri.pipeline import colophon, images, steps
from als_muscle_mri.pipeline.convert import convert
from als_muscle_mri.pipeline.dependencies import (
    TABLES,
    WAVEFORMS,
    code_of,
    data_files,
    modules,
    tables_of,
)
from als_muscle_mri.pipeline.layout import manuscript, outputs
from als_muscle_mri.pipeline.locks import hold
from als_muscle_mri.pipeline.log import speak_plainly_as_a_job
from als_muscle_mri.pipeline.running import run_notebook
from als_muscle_mri.pipeline.study import Study, overrides_of

# What each notebook writes, beside the executed notebook itself.
NOTEBOOKS = {
    "1_cohort": outputs(
        results="cohort.json",
        tables="participant-flow table-1a table-1b table-s1 comparability provenance",
        figures="participant-flow",
    ),
    "2_mri_scoring": outputs(
        results="mri_scoring.json muscle_grades.csv region_scores.csv",
        tables="protocol rater-agreement region-scores atrophy",
        figures="grades grade-distribution region-scores body-map",
    ),
    "3_emg_grading": outputs(
        results="emg_grading.json emg_grades.csv",
        tables="emg-bands emg-grades",
        figures="muap-durations",
    ),
    "4_comparisons": outputs(
        results="comparisons.json",
        tables="table-2 p-values leave-one-out strata sides",
        figures="effects",
    ),
    "5_correlations": outputs(
        results="correlations.json",
        tables="alsfrs-items table-s2 grade-agreement",
        figures="hand-function grade-agreement",
    ),
    "6_published": outputs(
        results="published.json reconstruction.csv.gz",
        tables="verdicts published quartile-rules protocols reconstruction findings",
        figures="findings",
    ),
    "7_images": outputs(
        results="images.json mri_proposals.csv",
        tables="recovery confusion share-agreement proposed-atrophy review",
        figures="panels-upper panels-lower recovery shares share-agreement",
    ),
    "8_waveforms": outputs(
        results="waveforms.json muap_proposals.csv",
        tables="muap-measures muap-agreement muap-error muap-criteria",
        figures="muap-page-1 muap-page-2 muap-page-3 muap-error",
    ),
}

EXECUTED = [f"notebooks/{name}.ipynb" for name in NOTEBOOKS]
PAGES = [f"notebooks/{name}.html" for name in NOTEBOOKS]
PRODUCTS = [file for files in NOTEBOOKS.values() for file in files]
CHAPTERS = [
    file for file in PRODUCTS if file.startswith("results/") and file.endswith(".json")
]
SHOWN = [file for file in PRODUCTS if file.startswith(("tables/", "figures/"))]
REPORTS = ["report.html", "report.pdf", "report.docx"]
PUBLISHED = [*REPORTS, *PAGES, *EXECUTED, *PRODUCTS, "results.json"]
DRAFTED = [*PUBLISHED, "check.json", "_variables.yml"]
MANUSCRIPT = manuscript()
PLACE, DRAFT = "build/{cohort}", "build/{cohort}/draft"

study = Study.of(
    config.get("cohort", ""), overrides_of(config), config.get("kind", "report")
)
os.environ["SOURCE_DATE_EPOCH"] = str(colophon.source_date())
if not workflow.is_main_process:
    speak_plainly_as_a_job()


# Jobs of a cluster belong to a run that holds the locks already.
onstart:
    if workflow.is_main_process:
        hold(study.places)


# Priorities: the check tells of bad data first; then the notebooks, those that make most in the
# lead, so that no core waits for a long one at the end; pages fill the gaps and the end. The
# conversions take no time, and go first because a notebook counts only once it is converted.
wildcard_constraints:
    cohort="[a-z0-9][a-z0-9_-]*",
    name="[0-9]_[a-z_]+",
    subject="[A-Za-z0-9_.-]+",


# Beyond one machine these stay where the run was started: to send them off takes longer.
localrules:
    report,
    notebooks,
    convert,
    page,
    results,
    variables,
    publish,


# The comparison of several cohorts and the plan of the next study.
include: "workflow/across.smk"


rule report:
    default_target: True
    input:
        expand(PLACE + "/{file}", cohort=study.cohorts, file=PUBLISHED),
        # A step that failed leaves no draft; asked for here, it is tried again by the next run.
        expand(DRAFT + "/{file}", cohort=study.cohorts, file=DRAFTED),


rule notebooks:
    input:
        expand("build/{file}", file=EXECUTED),


rule convert:
    input:
        "notebooks/{name}.py",
    output:
        update("build/notebooks/{name}.ipynb"),
    priority: 1000
    message:
        "convert notebook {wildcards.name}"
    run:
        convert(input[0], output[0])


rule check:
    input:
        lambda w: data_files(w.cohort, *TABLES, WAVEFORMS),
        settings=lambda w: study.description_file(w.cohort),
        code=modules("inputs/waveforms.py", "inputs/plausibility.py"),
    output:
        DRAFT + "/check.json",
    priority: 100
    params:
        overrides=json.dumps(study.overrides),
    message:
        "{wildcards.cohort}: check the data"
    run:
        steps.check(wildcards.cohort, study.overrides, output[0])


# Images, where a cohort has them: a job a subject, so that hundreds share many cores.
rule measure:
    input:
        lambda w: data_files(w.cohort, "subjects", "mri_ratings"),
        lambda w: images.files_of(w.cohort, w.subject),
        code=modules("imaging/subject.py"),
    output:
        DRAFT + "/measured/{subject}.csv",
        DRAFT + "/measured/{subject}.npz",
    priority: 50
    params:
        settings=lambda w: json.dumps(images.settings_of(w.cohort, study.overrides)),
    message:
        "{wildcards.cohort}: measure the images of {wildcards.subject}"
    run:
        images.measure(wildcards.cohort, wildcards.subject, study.overrides, output)


rule trials:
    input:
        code=modules("imaging/recovery.py"),
    output:
        DRAFT + "/measured/recovery.csv",
    priority: 60
    params:
        settings=lambda w: json.dumps(images.settings_of(w.cohort, study.overrides)),
    message:
        "{wildcards.cohort}: measure phantoms of known truth"
    run:
        images.recover(wildcards.cohort, study.overrides, output[0])


ruleorder: trials > measure


for name, products in NOTEBOOKS.items():
    source = f"notebooks/{name}.py"

    rule:
        name:
            f"notebook_{name}"
        input:
            lambda w, source=source: data_files(w.cohort, *tables_of(source)),
            lambda w, name=name: images.measured_files(w.cohort, name),
            notebook=f"build/notebooks/{name}.ipynb",
            code=modules("pipeline/execute.py") + code_of(source),
            brand="report/_brand.yml",
        output:
            notebook=f"{DRAFT}/notebooks/{name}.ipynb",
            products=expand(DRAFT + "/{file}", file=products, allow_missing=True),
        priority: len(products)
        params:
            settings=lambda w, source=source: json.dumps(
                study.settings(w.cohort, source)
            ),
            given=lambda w, source=source: study.given(w.cohort, source),
        message:
            f"{{wildcards.cohort}}: run notebook {name}"
        run:
            run_notebook(
                input.notebook,
                output.notebook,
                output.products,
                params.given,
                wildcards.cohort,
            )


rule page:
    input:
        notebook=DRAFT + "/notebooks/{name}.ipynb",
        look=["report/theme.css", "report/_brand.yml"]
        + [f"report/filters/{name}.lua" for name in ("spaces", "html")],
        code=modules("report/render/notebook_page.py"),
    output:
        DRAFT + "/notebooks/{name}.html",
    message:
        "{wildcards.cohort}: page of notebook {wildcards.name}"
    run:
        steps.write_page(input.notebook, output[0])


rule results:
    input:
        chapters=expand(DRAFT + "/{file}", file=CHAPTERS, allow_missing=True),
        code=modules("pipeline/results.py"),
    output:
        DRAFT + "/results.json",
    priority: 1
    message:
        "{wildcards.cohort}: check and merge the results"
    run:
        steps.merge(wildcards.cohort, input.chapters, output[0])


rule variables:
    input:
        results=DRAFT + "/results.json",
        code=modules("report/variables.py"),
    output:
        DRAFT + "/_variables.yml",
    priority: 1
    params:
        made_from=lambda w: colophon.made_from(w.cohort, overrides=study.overrides),
    message:
        "{wildcards.cohort}: word the results"
    run:
        steps.write_variables(input.results, params.made_from, output[0])


rule render:
    input:
        manuscript=MANUSCRIPT,
        drafted=expand(
            DRAFT + "/{file}",
            file=[*EXECUTED, *SHOWN, "_variables.yml"],
            allow_missing=True,
        ),
        code=modules("report/render/rendering.py"),
    output:
        expand(DRAFT + "/{file}", file=REPORTS, allow_missing=True),
    priority: 1
    message:
        "{wildcards.cohort}: render the report"
    run:
        steps.render(wildcards.cohort, input.manuscript, input.drafted, output)


rule publish:
    input:
        check=DRAFT + "/check.json",
        drafted=expand(DRAFT + "/{file}", file=PUBLISHED, allow_missing=True),
    output:
        update(expand(PLACE + "/{file}", file=PUBLISHED, allow_missing=True)),
    message:
        "{wildcards.cohort}: put the report in place"
    run:
        steps.publish(wildcards.cohort, input.drafted, output)
