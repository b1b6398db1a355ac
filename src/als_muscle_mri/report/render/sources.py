"""The Markdown sources of the manuscript: included files, shortcodes, references and labels."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .problems import Problem

SHORTCODE = re.compile(r"\{\{<\s*(?P<inside>(?:(?!\{\{<).)*?)\s*>\}\}", re.DOTALL)
ALONE = re.compile(r"\s*\{\{<[^{}]*>\}\}\s*")
REFERENCE = re.compile(r"(?<![\w@./\\])@((?:tbl|fig|sec)-[\w-]*\w)")
CITATION = re.compile(r"(?<![\w@./\\])@(?!(?:tbl|fig|sec)-)\{?([A-Za-z_][\w:.-]*\w)")
OPEN = re.compile(r"(\{\{<[^\n]{0,40})")
TAG = re.compile(r"(</?[A-Za-z][^<>@:\n]*>)")
LABEL = re.compile(r"\{[^{}\n]*?#([A-Za-z][\w:.-]*)")
HIDDEN = re.compile(
    r"^(?P<fence>```+|~~~+)[^\n]*\n.*?^(?P=fence)[^\n]*$"
    r"|(?P<tick>`+)(?!`).+?(?<!`)(?P=tick)(?!`)"
    r"|<!--.*?-->",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Found:
    """Something found in a source file.

    Parameters
    ----------
    place : str
        ``file:line``.
    text : str
        What was found: the words within a shortcode, a reference, a label.
    alone : bool
        Whether it stands on a line of its own.
    """

    place: str
    text: str
    alone: bool = False


@dataclass(frozen=True)
class Source:
    """One source file.

    Parameters
    ----------
    name : str
        Path below the stage.
    text : str
        The file's text.
    """

    name: str
    text: str

    @property
    def visible(self) -> str:
        """The text with code and comments blanked; every line keeps its number."""
        return HIDDEN.sub(_blank, self.text)

    @property
    def prose(self) -> str:
        """The visible text with the shortcodes blanked as well."""
        return SHORTCODE.sub(_blank, self.visible)

    def shortcodes(self) -> Iterator[Found]:
        """Every shortcode: ``var a.b``, ``embed notebooks/x.ipynb#label``, ``include _x.qmd``."""
        lines = self.visible.split("\n")  # as `_line` counts them; Unicode has further line ends
        for match in SHORTCODE.finditer(self.visible):
            line = self._line(match.start())
            alone = bool(ALONE.fullmatch(lines[line - 1]))
            yield Found(f"{self.name}:{line}", " ".join(match["inside"].split()), alone)

    def references(self) -> Iterator[Found]:
        """Every cross-reference ``@tbl-x``, ``@fig-x``, ``@sec-x``, without the at sign."""
        return self._every(REFERENCE)

    def citations(self) -> Iterator[Found]:
        """Every citation key, without the at sign."""
        return self._every(CITATION)

    def labels(self) -> Iterator[Found]:
        """Every identifier given with ``{#...}``."""
        return self._every(LABEL)

    def tags(self) -> Iterator[Found]:
        """Every HTML tag."""
        return self._every(TAG)

    def unclosed(self) -> Iterator[Found]:
        """Every shortcode that begins and does not end."""
        return self._every(OPEN)

    def _every(self, pattern: re.Pattern[str]) -> Iterator[Found]:
        for match in pattern.finditer(self.prose):
            yield Found(f"{self.name}:{self._line(match.start(1))}", match.group(1))

    def _line(self, position: int) -> int:
        return self.text.count("\n", 0, position) + 1


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def read_sources(stage: Path, name: str = "index.qmd") -> tuple[list[Source], list[Problem]]:
    """Read the main source and every file it includes, in order of appearance.

    Parameters
    ----------
    stage : Path
        Folder of the manuscript.
    name : str
        The main source.

    Returns
    -------
    sources : list of Source
        Each file once.
    problems : list of Problem
        Includes that cannot be followed.
    """
    sources: list[Source] = []
    problems: list[Problem] = []

    def follow(name: str, place: str, above: tuple[str, ...]) -> None:
        if name in above:
            problems.append(Problem(place, f"{name} includes itself"))
        elif not (stage / name).is_file():
            problems.append(Problem(place, f"there is no file {name} to include"))
        elif name not in {source.name for source in sources}:
            source = Source(name, (stage / name).read_text(encoding="utf-8"))
            sources.append(source)
            for found in source.shortcodes():
                words = found.text.split()
                if words[:1] == ["include"] and len(words) == 2:
                    follow(words[1], found.place, (*above, name))

    follow(name, name, ())
    return sources, problems


def replace_shortcodes(text: str, name: str, put: Callable[[str], str]) -> str:
    """Put something in the place of every shortcode of one name; code and comments stay.

    Parameters
    ----------
    text : str
        Markdown.
    name : str
        ``var``, ``embed`` or ``include``.
    put : callable
        Gets the argument of the shortcode, gives what stands for it.

    Examples
    --------
    >>> replace_shortcodes("({{< var a.b >}}) `{{< var a.b >}}`", "var", str.upper)
    '(A.B) `{{< var a.b >}}`'
    """
    visible = Source("", text).visible

    def replace(match: re.Match[str]) -> str:
        words = match["inside"].split()
        hidden = visible[match.start()] != "{"
        return match.group() if hidden or words[:1] != [name] else put(words[-1])

    return SHORTCODE.sub(replace, text)


def without_comments(text: str) -> str:
    """Take HTML comments out of Markdown; those within code stay.

    Examples
    --------
    >>> without_comments("a <!-- b --> `<!-- c -->`")
    'a  `<!-- c -->`'
    """
    return HIDDEN.sub(lambda match: "" if match.group().startswith("<!") else match.group(), text)


def expand(sources: list[Source], name: str = "index.qmd") -> str:
    r"""Give the text of a source with every included file in its place.

    Examples
    --------
    >>> main = Source("index.qmd", "# A\n\n{{< include _b.qmd >}}\n")
    >>> expand([main, Source("_b.qmd", "Text.")]).split()
    ['#', 'A', 'Text.']
    """
    text = next(source.text for source in sources if source.name == name)
    return replace_shortcodes(text, "include", lambda path: f"\n{expand(sources, path)}\n")
