"""The bibliography has each work once, and none that nothing cites."""

import re
from collections import Counter
from pathlib import Path

from als_muscle_mri.inputs import SCALES

REPORT = Path(__file__).resolve().parents[2] / "report"
ENTRIES = (REPORT / "references.bib").read_text(encoding="utf-8")
KEYS = re.findall(r"^@\w+\{(\w+),", ENTRIES, re.MULTILINE)
DOIS = re.findall(r"^\s*doi\s*=\s*\{(.+?)\}", ENTRIES, re.MULTILINE)


def test_every_key_and_doi_is_there_once() -> None:
    assert [key for key, n in Counter(KEYS).items() if n > 1] == []
    assert [doi for doi, n in Counter(map(str.lower, DOIS)).items() if n > 1] == []
    assert [doi for doi in DOIS if not re.fullmatch(r"10\.\d{4,9}/\S+", doi)] == []


def test_every_work_is_cited_and_every_citation_is_there() -> None:
    prose = "\n".join(path.read_text(encoding="utf-8") for path in REPORT.rglob("*.qmd"))
    cited = set(re.findall(r"(?<!\w)@([a-z]+\d{4})\b", prose))
    scales = {scale.citation for scale in SCALES.values() if scale.citation}
    assert cited | scales == set(KEYS)
