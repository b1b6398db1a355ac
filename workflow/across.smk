"""What is no cohort's report: a comparison of cohorts, and the plan of the next study.

    data of the cohorts -> notebook -> results, table, figures -> report.html, .pdf, .docx

All of it is made in build/<kind>/<name>/draft, where a comparison is named by its cohorts and a
plan by the one it builds on; only a finished one replaces the last good one.
"""

ACROSS = {
    "comparison": outputs(
        results="comparison.json effects.csv",
        tables="cohorts muscles effects summaries not-comparable",
        figures="effects-right effects-left",
    ),
    "plan": outputs(
        results="plan.json power.csv assumed_power.csv follow_up.csv",
        tables="pilot sizes power assumed assumed-power follow-up",
        figures="power follow-up",
    ),
}


# Beyond one machine these stay where the run was started, as in the Snakefile.
localrules:
    comparison,
    comparison_page,
    comparison_results,
    comparison_publish,
    plan,
    plan_page,
    plan_results,
    plan_publish,


wildcard_constraints:
    others="[a-z0-9][a-z0-9_+-]*",


for kind, products in ACROSS.items():
    source = f"notebooks/across/{kind}.py"
    place = f"build/{kind}/{{others}}"
    draft = f"{place}/draft"
    executed = f"notebooks/{kind}.ipynb"
    page = f"notebooks/{kind}.html"
    published = [*REPORTS, executed, page, *products, "results.json"]

    rule:
        name:
            kind
        input:
            # A step that failed leaves no draft; asked for here, it is tried again by the next run.
            [
                f"build/{kind}/{name}/{file}"
                for name in study.others
                if study.kind == kind
                for file in [
                    *published,
                    *(f"draft/{drafted}" for drafted in published),
                ]
            ],

    rule:
        name:
            f"{kind}_notebook"
        input:
            lambda w, source=source: [
                file
                for cohort in study.others[w.others]
                for file in data_files(cohort, *tables_of(source))
            ]
            + study.assumed_files,
            notebook=source,
            code=modules("pipeline/execute.py", "pipeline/convert.py") + code_of(source),
            brand="report/_brand.yml",
        output:
            notebook=f"{draft}/{executed}",
            products=[f"{draft}/{file}" for file in products],
        params:
            unexecuted=f"{draft}/unexecuted/{kind}.ipynb",
            settings=lambda w, source=source: json.dumps(
                [study.settings(cohort, source) for cohort in study.others[w.others]]
            ),
            given=lambda w, source=source: study.given(
                study.others[w.others][0], source
            ),
        message:
            f"{{wildcards.others}}: run notebook {kind}"
        run:
            run_notebook(
                convert(input.notebook, params.unexecuted),
                output.notebook,
                output.products,
                params.given,
                wildcards.others,
            )

    rule:
        name:
            f"{kind}_page"
        input:
            notebook=f"{draft}/{executed}",
            look=["report/theme.css", "report/_brand.yml"]
            + [f"report/filters/{name}.lua" for name in ("spaces", "html")],
            code=modules("report/render/notebook_page.py"),
        output:
            f"{draft}/{page}",
        message:
            f"{{wildcards.others}}: page of notebook {kind}"
        run:
            steps.write_page(input.notebook, output[0])

    rule:
        name:
            f"{kind}_results"
        input:
            chapters=f"{draft}/results/{kind}.json",
            code=modules("pipeline/results.py", "report/variables.py"),
        output:
            results=f"{draft}/results.json",
            variables=f"{draft}/_variables.yml",
        params:
            made_from=lambda w: colophon.made_from(
                *study.others[w.others], overrides=study.overrides
            ),
        message:
            f"{{wildcards.others}}: check and word the results of the {kind}"
        run:
            steps.merge(wildcards.others, [input.chapters], output.results)
            steps.write_variables(
                output.results, params.made_from, output.variables
            )

    rule:
        name:
            f"{kind}_render"
        input:
            manuscript=manuscript(kind),
            drafted=[
                f"{draft}/{file}"
                for file in [
                    executed,
                    *(
                        file
                        for file in products
                        if file.startswith(("tables", "figures"))
                    ),
                    "_variables.yml",
                ]
            ],
            code=modules("report/render/rendering.py"),
        output:
            [f"{draft}/{file}" for file in REPORTS],
        message:
            f"{{wildcards.others}}: render the {kind}"
        run:
            steps.render(wildcards.others, input.manuscript, input.drafted, output)

    rule:
        name:
            f"{kind}_publish"
        input:
            [f"{draft}/{file}" for file in published],
        output:
            update([f"{place}/{file}" for file in published]),
        message:
            f"{{wildcards.others}}: put the {kind} in place"
        run:
            steps.publish(wildcards.others, input, output)
