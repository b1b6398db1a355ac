"""published.csv: optional, the cohort's own or the reference study's, and checked like the rest."""

import pytest

from inputs.small_study import Study

HEAD = "id,place,variable,level,group,side,region,statistic,printed,decimals"
ROWS = (
    "age,Table 1,age_at_enrolment_years,,patient,,,median,65.3,1",
    "hand-p,Table 2,region_score,,patient v control,right,hand,p,0.100,3",
    "scans,Table S1,scanned,hand,patient,right,,n,2/2,0",
    "trend,Results,agreement,EMG with MRI,patient,,,text,a trend,",
)


@pytest.fixture
def audited(study: Study) -> Study:
    study.write("published.csv", "\n".join([HEAD, *ROWS]) + "\n")
    return study


def test_without_the_file_there_is_no_figure(study: Study) -> None:
    published = study.load().published
    assert published.empty
    assert list(published) == HEAD.split(",")


def test_a_file_of_the_cohort_is_read_as_it_stands(audited: Study) -> None:
    published = audited.load().published
    assert published["id"].tolist() == ["age", "hand-p", "scans", "trend"]
    assert published["printed"].tolist() == ["65.3", "0.100", "2/2", "a trend"]
    assert published["decimals"].tolist()[:3] == [1, 3, 0]


def test_the_reference_study_lends_its_figures_to_who_names_it(audited: Study) -> None:
    (audited.folder.parent / "published.csv").write_text(f"{HEAD}\n{ROWS[1]}\n")
    assert len(audited.load().published) == 4
    audited.replace("cohort.yml", "groups:", "published: reference study\ngroups:")
    assert audited.problem() == (
        "published.csv: the file is not read, as cohort.yml names the figures of the reference "
        "study. Fix: Delete the file, or the key published of cohort.yml."
    )
    audited.path("published.csv").unlink()
    assert audited.load().published["id"].tolist() == ["hand-p"]


def test_naming_it_where_there_is_none_is_a_problem(study: Study) -> None:
    study.replace("cohort.yml", "groups:", "published: reference study\ngroups:")
    assert "published.csv: the file is missing." in study.report()


def test_only_the_reference_study_can_be_named(study: Study) -> None:
    study.replace("cohort.yml", "groups:", "published: another\ngroups:")
    report = study.report()
    assert '"another" is not allowed; it is `reference study`. Fix: Write published: ' in report
    assert report.endswith(" Or leave the key out.")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hand-p,", "Hand p,", 'line 3, column id: "Hand p" is not allowed; an id is made of'),
        ("scans,", "age,", "one row for each id"),
        (",median,", ",mean,", 'column statistic: "mean" is not allowed; a statistic is one of'),
        ("region_score,", "region_scor,", "The nearest known name is region_score."),
        (",right,hand,", ",right,hnad,", "The nearest known name is hand."),
        ("0.100,3", "p=0.1,1", '"p=0.1" is not allowed; a p is printed as a p-value as 0.046'),
        ("0.100,3", "0.100,2", "line 3, column decimals"),
        ("0.100,3", "0.100,2", "decimals are those of the printed text. Fix: Write 3."),
        ("65.3,1", "65.3 (60-70),1", "a median is printed as a number as 0.5"),
        ("2/2,0", "2 of 2,0", "a n is printed as a count as 10, or 7/10"),
        (",patient v control,", ",patients v controls,", "a group is one of the known ones"),
    ],
)
def test_every_mistake_is_told(audited: Study, old: str, new: str, message: str) -> None:
    audited.replace("published.csv", old, new)
    assert message in audited.report()


def test_all_mistakes_are_told_at_once(audited: Study) -> None:
    audited.replace("published.csv", ",median,", ",mean,")
    audited.replace("published.csv", "2/2,0", "two,0")
    audited.replace("cohort.yml", "alpha: 0.05", "alpha: 5")
    assert audited.report().startswith("3 problems")
    for place in ("cohort.yml", "column statistic", "column printed"):
        assert place in audited.report()
