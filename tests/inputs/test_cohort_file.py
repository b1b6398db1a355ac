"""cohort.yml: its keys, and YAML that is broken, doubtful or hostile."""

import pytest

from inputs.small_study import COHORT_YML, Study


def test_title_source_and_groups_are_read(study: Study) -> None:
    data = study.load()
    assert (data.name, data.title, data.source) == (
        "small",
        "A small study",
        "Written for the tests.",
    )
    assert data.group_labels == {"patient": "Patients", "control": "Controls"}


def test_further_groups_are_read_in_their_order(study: Study) -> None:
    study.replace("cohort.yml", "{patient", "{mimic: Mimics, patient")
    study.replace("subjects.csv", "C2,control", "C2,mimic")
    data = study.load()
    assert data.groups == ("mimic", "patient", "control")
    assert data.subjects["group"].tolist() == ["patient", "patient", "control", "mimic"]


def test_a_group_that_is_not_named_is_a_problem(study: Study) -> None:
    study.replace("subjects.csv", "C1,control", "C1,controll")
    assert study.problem() == (
        'subjects.csv, line 4, column group: "controll" is not allowed; a group is patient or '
        "control. Fix: The nearest known name is control. Write patient or control, or name the "
        "group under groups of cohort.yml."
    )


def test_parameters_may_be_left_out(study: Study) -> None:
    study.write("cohort.yml", COHORT_YML.partition("parameters")[0])
    assert study.load().settings.alpha == 0.05


def test_a_missing_file(study: Study) -> None:
    study.path("cohort.yml").unlink()
    assert study.setting_problem().startswith(
        "cohort.yml: the file is missing. Fix: Write it with title"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "title: A",
            "titel: A",
            "cohort.yml, line 1, key titel: no such key is known. Fix: The nearest known name is "
            "title. The keys here are title, source, groups, grading_scale, published, waveforms, phantom, panels and parameters.",
        ),
        ("title: A small study\n", "", "cohort.yml, key title: the key is missing. Fix: Write tit"),
        (
            "A small study",
            "7",
            'cohort.yml, line 1, key title: "7" is not allowed; a text is needed. '
            "Fix: Write title: title of the study, a text.",
        ),
        ("A small study", "", "line 1, key title: empty, but a value is needed; a text is needed"),
        ("A small study", '" "', "line 1, key title: \"' '\" is not allowed; a text is needed"),
        (
            "control: Controls",
            "controls: Controls",
            "cohort.yml, line 3, key groups.controls: no such key is known. Fix: The nearest known "
            "name is control. The keys here are patient and control, and up to three of your own.",
        ),
        ("control: Controls", "all: Controls", "key groups.all: a group id is one to twenty lower"),
        ("control: Controls", "control: Patients", "groups: two groups have the same name."),
        (
            "patient: Patients, control: Controls",
            "mimic: Mimics",
            "groups: there are neither patients nor controls.",
        ),
        (
            "control: Controls",
            "a: A, b: B, c: C, d: D",
            "groups: there are 4 further groups.",
        ),
        ("{patient: Patients, control: Controls}", "x", 'key groups: "x" is not allowed; a map'),
        ("control: Controls", "control: 'Patients '", "groups: two groups have the same name."),
        (
            "{patient: Patients",
            "{1: x, patient: Patients",
            "cohort.yml, line 3, key groups.1: a group id is one to twenty lower-case letters, and "
            "no word used otherwise. Fix: Choose another, as mimic.",
        ),
        (
            "title: A",
            "waveforms: simulate\ntitle: A",
            'key waveforms: "simulate" is not allowed; it is `simulated`. Fix: Write',
        ),
        (
            "title: A",
            "published: yes\ntitle: A",
            'key published: "yes" is not allowed; it is `reference study`. Fix: Write',
        ),
        (
            "  alpha",
            "  fat_share_cutoffs: [0.1]\n  alpha",
            'cohort.yml, line 5, key parameters.fat_share_cutoffs: "[0.1]" is not allowed; the '
            "Mercuri scale has 4 grades",
        ),
        (
            "  alpha",
            "  fat_share_cutoffs: [0.1, 0.2, 0.3, 0.4]\n  alpha",
            '"[0.1, 0.2, 0.3, 0.4]" is not allowed; the Mercuri scale has 4 grades',
        ),
    ],
)
def test_heads(study: Study, old: str, new: str, message: str) -> None:
    study.replace("cohort.yml", old, new)
    assert message in study.report()


def test_an_optional_key_without_a_value_may_be_left_out(study: Study) -> None:
    study.write("cohort.yml", COHORT_YML.partition("parameters")[0] + "parameters:\n")
    problem = study.setting_problem()
    assert "line 4, key parameters: empty, but a value is needed; a map is needed" in problem
    assert problem.endswith("a map. Or leave the key out.")


def test_parameters_that_are_no_map(study: Study) -> None:
    study.write("cohort.yml", COHORT_YML.partition("parameters")[0] + "parameters: [alpha]\n")
    message = 'line 4, key parameters: "[alpha]" is not allowed; a map is needed'
    assert message in study.setting_problem()


@pytest.mark.parametrize("text", ["", "just words\n", "- a\n- b\n"])
def test_a_file_that_is_no_map(study: Study, text: str) -> None:
    study.write("cohort.yml", text)
    assert "the file is a map of title, source, groups and parameters" in study.setting_problem()


def test_broken_yaml_gives_line_and_column(study: Study) -> None:
    study.replace("cohort.yml", "Controls}", "Controls")
    problem = study.setting_problem()
    assert problem.startswith(
        "cohort.yml, line 4: the YAML breaks at column 11: expected ',' or '}'"
    )
    assert "Fix: Mend this line or the one before" in problem


def test_grades_on_a_scale_that_could_not_be_read_are_not_judged(study: Study) -> None:
    study.replace("mri_ratings.csv", "mercuri_grade", "goutallier_grade")
    study.replace("cohort.yml", "title: A", "grading_scale: goutallier\ntitle: [A")
    assert study.problem().startswith("cohort.yml, line ")


def test_a_number_longer_than_python_reads_is_no_number(study: Study) -> None:
    study.replace("cohort.yml", "alpha: 0.05", f"seed: {'9' * 5000}")
    assert "key parameters.seed" in study.setting_problem()


def test_a_key_that_stands_twice(study: Study) -> None:
    study.replace("cohort.yml", "adjust: holm", "alpha: 0.01")
    assert study.setting_problem() == (
        "cohort.yml, line 6, key parameters.alpha: the key stands twice. "
        "Fix: Keep one: the key also stands on line 5."
    )


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("!!python/object/apply:os.system [echo]", "the tag tag:yaml.org,2002:python/object/apply"),
        ("!secret x", "the tag !secret is not used here"),
        ("&a x", "anchors and aliases (& and *) are not used here"),
        ("[" * 500 + "]" * 500, "more than 20 levels are nested"),
    ],
)
def test_yaml_that_does_more_than_say_values(study: Study, title: str, message: str) -> None:
    study.replace("cohort.yml", "A small study", title)
    assert f"cohort.yml, line 1: {message}" in study.report()


def test_a_billion_laughs_is_refused_at_once(study: Study) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    study.write("cohort.yml", "\n".join(lines))
    assert "anchors and aliases (& and *) are not used here" in study.report()


def test_control_characters_in_yaml(study: Study) -> None:
    study.replace("cohort.yml", "A small", "A \x07small")
    assert "cohort.yml: the YAML cannot be read: " in study.setting_problem()


def test_text_that_is_not_utf_8(study: Study) -> None:
    study.write("cohort.yml", "# of\ntitle: Pavía".encode("latin-1"))
    assert study.setting_problem() == (
        "cohort.yml, line 2: the text must be UTF-8, and the byte 0xed is not (in Windows-1252 it "
        "is í). Fix: Save the file with the encoding UTF-8."
    )


def test_a_byte_order_mark_is_passed_over(study: Study) -> None:
    study.write("cohort.yml", b"\xef\xbb\xbf" + COHORT_YML.encode())
    assert study.load().title == "A small study"


def test_plain_words_and_numbers_follow_yaml_1_2(study: Study) -> None:
    study.replace("cohort.yml", "A small study", "2018-01-01")
    study.replace("cohort.yml", "Patients", "no")
    study.replace("cohort.yml", "alpha: 0.05", "alpha: 1e-3")
    data = study.load()
    assert (data.title, data.group_labels["patient"], data.settings.alpha) == (
        "2018-01-01",
        "no",
        0.001,
    )


@pytest.mark.parametrize("key", ["9", "true", "null", "[a, b]", "1.5"])
def test_a_key_that_is_no_text(study: Study, key: str) -> None:
    study.replace("cohort.yml", "{patient:", f"{{{key}: x, patient:")
    assert "cohort.yml" in study.setting_problem()
