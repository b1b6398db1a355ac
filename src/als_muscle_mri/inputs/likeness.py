"""What looks as if it identifies a person: texts, ids, names of columns, and values out of place.

The patterns are few and conservative: study literature, ordinary study ids such as ``P01`` or
``FJ-P12``, and anatomy pass. Identification numbers are recognised by their check digits
(python-stdnum, https://arthurdejong.org/python-stdnum/). What passes is not thereby anonymous.
"""

import datetime
import importlib
import re
from functools import cache

HIDDEN = "(not shown)"

# Addresses of literature and registers are taken out before anything is looked for.
LITERATURE = re.compile(
    r"https?://\S+|\b(?:doi[:\s]*)?10\.\d{4,9}/\S+|\b(?:ISSN|ISBN|PMID|PMC|NCT|ISRCTN|DRKS|EudraCT)"
    r"[\s:-]*[\dXx-]+",
    re.IGNORECASE,
)
DAY, MONTH, YEAR = r"(?:3[01]|[12]\d|0?[1-9])", r"(?:1[0-2]|0?[1-9])", r"(?:19|20)\d{2}"
DATE = (
    rf"(?:{YEAR}[-/.]{MONTH}[-/.]{DAY}|{DAY}[-/.]{MONTH}[-/.]{YEAR}|{MONTH}[-/.]{DAY}[-/.]{YEAR})"
)
FULL_DATE = re.compile(rf"(?<![\w./-]){DATE}(?![\w/-])")
SHORT_DATE = r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}"
BORN = re.compile(
    rf"\b(?:born|birth|dob|geb(?:oren|\.)?|geburtsdatum|nat[oa]|nacid[oa]|n[ée]e?)\W{{1,12}}(?:on\s+)?(?:{DATE}|{SHORT_DATE})",
    re.IGNORECASE,
)
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?<![\w.-])(?:\+|00)[1-9]\d{0,2}(?:[\s./()-]*\d){7,12}(?![\w-])"
    r"|\b(?:tel|phone|telefon|telefono|mobile|fax)\b\W{0,4}\+?\d[\d\s./()-]{4,}\d",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"\b(?:Via|Viale|Piazza|Corso|Rue|Calle)\s+(?:[A-Z][\w'.]+\s?){1,4},?\s+\d+"
    r"|\b\d+[a-z]?,?\s+(?:[A-Z]\w+\s+){1,3}(?:Street|Road|Avenue|Lane|Drive)\b"
    r"|\b[A-Z]\w*(?:straße|strasse|gasse)\s+\d+"
    r"|\b(?:postcode|zip code|postal code|PLZ|CAP)\b\W{0,3}\w*\d"
)
NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Herr|Frau|Signor|Signora|Monsieur|Madame|Señor|Señora)\.?\s+[A-Z]\w+"
    r"|\b(?:patient'?s? name|first name|last name|surname|family name)\s*[:=]\s*\w+"
)
RECORD = re.compile(
    r"\b(?:MRN|(?:medical |hospital |patient |clinic )?record|chart|insurance|social security|"
    r"passport|NHS|SSN|Versicherten)[\s-]*(?:no\.?|nr\.?|number|nummer|#|id)?\s*[:#=]?\s*"
    r"[A-Z]?\d[\d-]{4,}\d\b"
    r"|\b(?:patient|case|hospital|Fall)[\s-]*(?:no\.?|nr\.?|number|nummer|#|id)\s*[:#=]?\s*"
    r"[A-Z]?\d[\d-]{4,}\d\b"
    r"|\b(?:patient|case)\s+\d{7,}\b"
    r"|(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])",
    re.IGNORECASE,
)
NUMBERS = (
    *("it.codicefiscale", "gb.nhs", "nl.bsn", "fr.nir", "ch.ssn", "se.personnummer"),
    *("es.dni", "no.fodselsnummer", "fi.hetu", "pl.pesel", "cz.rc", "be.nn", "de.idnr"),
)
TOKEN = re.compile(r"(?<![\w.])(?:\d{3} \d{3} \d{4}|[A-Z0-9][A-Z0-9./+-]{7,16}[A-Z0-9])(?![\w.])")
FEWEST_DIGITS = 7
FEWEST_DIGITS_ALONE = 9
LONG_NUMBER = re.compile(r"\d{9,}")
INITIALS_DATE = re.compile(r"(?:[A-Za-z]{1,4})?[_.-]?(\d{6}|\d{8})[_.-]?(?:[A-Za-z]{1,4})?")
INITIALS_LONG_DATE = re.compile(
    r"(?:[A-Za-z]{1,4}[_.-]?)?(?:\d{4}[_.-]\d{1,2}[_.-]\d{1,2}|\d{1,2}[_.-]\d{1,2}[_.-]\d{4})"
)
NAME_ID = re.compile(
    r"[A-Z]{0,2}[_.-]?[A-Z][a-z]{2,}(?:[_.-]?[A-Z][a-z]*)*"
    r"|[A-Za-z]{3,}[_.-][A-Za-z]{3,}|[A-Za-z]{4,}[_.-][A-Za-z]|[A-Za-z][_.-][A-Za-z]{4,}"
)
NEUTRAL = re.compile(
    r"patients?|controls?|subjects?|cases?|healthy|volunteers?|participants?|probands?|als|mnd|"
    r"study|group|arm|cohort|site|centre|center|person|donor|sub|left|right",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
STUDY_WORDS = {
    *("yes", "no", "true", "false", "none", "unknown", "missing", "absent", "present"),
    *("male", "female", "man", "woman", "right", "left", "both", "patient", "patients"),
    *("control", "controls", "healthy", "normal", "mild", "moderate", "severe", "definite"),
    *("probable", "possible", "laboratory", "supported", "spinal", "bulbar", "mercuri", "grade"),
    *("goutallier", "lamminen"),
    *("mrc", "mri", "emg", "als", "alsfrs", "umn", "lmn", "muap", "atrophy", "muscle"),
    *("ref", "div", "name", "value", "null", "num", "sum", "average"),  # of spreadsheets
}
"""Words a message may repeat with a capital."""
FILE_WORDS = {
    *("data", "export", "table", "sheet", "book", "workbook", "report", "labels", "form", "map"),
    *("baseline", "visit", "follow", "up", "study", "cohort", "centre", "center", "ratings"),
}
"""Words that names of files often have with a capital, beside those of a study."""

OWNED = re.compile(
    r"(?P<head>sub-)(?P<owner>[^_.]+)(?P<tail>.*)"
    r"|(?P<subject>.+?)(?P<muscle>_(?:right|left)_.*)"
)
"""The name of a file that begins with the subject it is of."""

ENDING = re.compile(r"(?:\.nii\.gz|\.[A-Za-z0-9]{1,5})$")
BIRTH_YEARS = range(1900, 2011)
SHORT_YEARS = range(20, 100)

# A name of something else, as of a muscle or a file, identifies nobody.
NAME_WORDS = {
    *("name", "names", "full", "first", "last", "middle", "given", "family", "maiden"),
    *("patient", "patients", "subject", "person", "s", "of", "the"),
}
HEADER_WORDS = {
    "a name": ("surname", "firstname", "lastname", "forename", "initials", "vorname",
               "nachname", "cognome", "nome", "nom", "prenom", "apellido"),
    "a date of birth": ("birth", "birthdate", "birthday", "dob", "born", "geburtsdatum", "geboren",
                        "nascita", "naissance", "nacimiento"),
    "a telephone number": ("phone", "telephone", "mobile", "telefon", "telefono", "fax"),
    "an e-mail address": ("email", "mail"),
    "a postal address": ("address", "street", "postcode", "zip", "zipcode", "adresse", "strasse",
                         "plz", "postal", "indirizzo", "city", "town"),
    "a record or insurance number": ("mrn", "ssn", "nhs", "insurance", "passport", "fallnummer",
                                     "versichertennummer", "codicefiscale", "hospitalnumber"),
}  # fmt: skip


def header_likeness(name: str) -> str:
    """Say what personal data a column seems to hold by its name, or "".

    Examples
    --------
    >>> header_likeness("Date of Birth"), header_likeness("patientName"), header_likeness("rater")
    ('a date of birth', 'a name', '')
    """
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = set(filter(None, re.split(r"[\W_\d]+", split.casefold())))
    if "name" in words and words <= NAME_WORDS:
        return "a name"
    words.add(re.sub(r"[\W_]+", "", name.casefold()))
    return next((what for what, known in HEADER_WORDS.items() if words & set(known)), "")


def text_likeness(text: str, dates: bool = True) -> str:
    """Say what personal data a text seems to hold, or "".

    Parameters
    ----------
    text : str
        A cell or a sentence.
    dates : bool
        Whether any full date counts; otherwise only one that is called a date of birth.

    Examples
    --------
    >>> text_likeness("seen on 12.03.1950"), text_likeness("doi 10.1007/s00256-018-3073-7")
    ('a date, which may be a date of birth', '')
    """
    rest = LITERATURE.sub(" ", text)
    looks = {
        "an e-mail address": E_MAIL,
        "a date of birth": BORN,
        "a telephone number": PHONE,
        "a postal address": ADDRESS,
        "the name of a person": NAME,
        "a record or insurance number": RECORD,
    }
    for what, pattern in looks.items():
        if pattern.search(rest):
            return what
    if dates and FULL_DATE.search(rest):
        return "a date, which may be a date of birth"
    if any(_is_registered(token) for token in TOKEN.findall(rest)):
        return "a record or insurance number"
    return ""


def id_likeness(text: str) -> str:
    """Say what personal data an id of a subject seems to hold, or "".

    Examples
    --------
    >>> [id_likeness(text) for text in ("P01", "FJ-P12", "ALS_003", "20240017")]
    ['', '', '', '']
    >>> id_likeness("JS-120345"), id_likeness("Rossi_Mario")
    ('a date of birth, with initials or alone', 'the name of a person')
    """
    if what := _number_likeness(text):
        return what
    if NAME_ID.fullmatch(NEUTRAL.sub("", text).strip("_.-")):
        return "the name of a person"
    return text_likeness(text)


def _number_likeness(text: str) -> str:
    short = INITIALS_DATE.fullmatch(text)
    long = INITIALS_LONG_DATE.fullmatch(text)
    if long or (short and _is_birth_date(short[1], text)):
        return "a date of birth, with initials or alone"
    if LONG_NUMBER.search(text) or (text.isalnum() and _is_registered(text.upper())):
        return "a record or insurance number"
    return ""


def repeatable(value: str) -> str:
    """Give a value as a message may repeat it: none that may tell who somebody is.

    What stands in a cell against a rule may be anything, a name typed in a column of grades for
    instance. Beside what is looked for in texts and ids, words with a capital are not repeated,
    unless they belong to the words of a study.

    Examples
    --------
    >>> repeatable("7"), repeatable("tibialis_anterio"), repeatable("P01, Right")
    ('7', 'tibialis_anterio', 'P01, Right')
    >>> repeatable("Mario Rossi"), repeatable("12.03.1950"), repeatable("JS-120345")
    ('(not shown)', '(not shown)', '(not shown)')
    """
    words = (word for word in WORD.findall(value) if len(word) > 2 and word[0].isupper())
    named = any(word.casefold() not in STUDY_WORDS for word in words)
    numbered = any(map(_number_likeness, re.split(r"[,;\s]+", value)))
    return HIDDEN if named or numbered or text_likeness(value) else value


def repeatable_name(name: str) -> str:
    """Give the name of a file or sheet as a message may repeat it, without who it names.

    What stands for the subject is judged as an id is. Elsewhere two words with a capital, which are
    none of a study, count as a person's name; a date does not, for exports are named by their day.

    Examples
    --------
    >>> repeatable_name("emg/P01_right_iliacus.edf"), repeatable_name("MRI_DATA_2024-03-05.csv")
    ('emg/P01_right_iliacus.edf', 'MRI_DATA_2024-03-05.csv')
    >>> repeatable_name("emg/Rossi_M_right_iliacus.edf"), repeatable_name("Mario Rossi.xlsx")
    ('emg/(not shown)_right_iliacus.edf', '(not shown).xlsx')
    """
    return "/".join(map(_repeatable_part, name.split("/")))


def _repeatable_part(part: str) -> str:
    found = OWNED.fullmatch(part)
    if not found:
        ending = ENDING.search(part)
        return HIDDEN + (ending[0] if ending else "") if _names_somebody(part) else part
    head, owner = found["head"] or "", found["owner"] or found["subject"]
    tail = found["tail"] or found["muscle"] or ""
    owner = HIDDEN if id_likeness(re.sub(r"\s", "_", owner)) else owner
    return f"{head}{owner}{_repeatable_part(tail) if tail else ''}"


def _names_somebody(name: str) -> bool:
    """Say whether a name of a file has two words of a person's name, or what else is personal."""
    words = re.split(r"[\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", ENDING.sub("", name)))
    known = STUDY_WORDS | FILE_WORDS
    capital = [w for w in words if w.isalpha() and w[0].isupper() and w.casefold() not in known]
    return (len(capital) > 1 and max(map(len, capital)) > 2) or bool(
        text_likeness(name, dates=False)
    )


def _is_birth_date(digits: str, whole: str) -> bool:
    """Say whether six or eight digits are a day in the years in which subjects are born."""
    if len(digits) == 8:
        orders = ((0, 4, 4, 6, 6, 8), (4, 8, 2, 4, 0, 2))
        years = BIRTH_YEARS
    elif whole != digits:  # Six digits alone may well be a running number.
        orders, years = ((0, 2, 2, 4, 4, 6), (4, 6, 2, 4, 0, 2)), SHORT_YEARS
    else:
        return False
    return any(_is_day(*(digits[a:b] for a, b in zip(o[::2], o[1::2], strict=True)), years)
               for o in orders)  # fmt: skip


def _is_day(year: str, month: str, day: str, years: range) -> bool:
    if int(year) not in years:
        return False
    try:
        datetime.date(int(year) + (1900 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return False
    return True


def _is_registered(token: str) -> bool:
    """Say whether a token is a valid identification number of one of some countries."""
    digits = sum(character.isdigit() for character in token)
    letters = any(character.isalpha() for character in token)
    if digits < (FEWEST_DIGITS if letters else FEWEST_DIGITS_ALONE):
        return False
    return any(register.is_valid(token) for register in _registers())


@cache
def _registers() -> tuple:
    return tuple(importlib.import_module(f"stdnum.{name}") for name in NUMBERS)
