r"""What a free text may hold, so that it shows as it is in every file made from it.

Markup needs no rule: ``report`` shows ``<b>``, ``*`` or ``$`` as they are. Refused is what a
program might act on before a reader sees it: a cell that a spreadsheet takes for a formula
(https://owasp.org/www-community/attacks/CSV_Injection), the braces of Quarto's shortcodes, and
characters that cannot be seen, among them those that turn the direction of a text around
(https://www.unicode.org/reports/tr36/).
"""

import unicodedata

LONGEST_TEXT = 2000
LONGEST_NAME = 60
FORMULA = ("=", "+", "-", "@")
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories: control, format, unassigned, private use, surrogate, line and paragraph."""


def text_rule(longest: int = LONGEST_TEXT) -> str:
    """Say what a text may not hold.

    Examples
    --------
    >>> text_rule(60)
    'a text of at most 60 characters that begins with none of = + - @ and holds no {{ or }}, no \
invisible or control character, and no space at its ends'
    """
    return (
        f"a text of at most {longest} characters that begins with none of "
        f"{' '.join(FORMULA)} and holds no {{{{ or }}}}, no invisible or control character, and "
        "no space at its ends"
    )


def is_plain(text: str, longest: int = LONGEST_TEXT) -> bool:
    r"""Whether a text keeps to `text_rule`.

    Examples
    --------
    >>> [is_plain(text) for text in ("LMN <right> arm", "=1+1", "{{< var a >}}", "\u202ex")]
    [True, False, False, False]
    """
    return (
        text.strip() == text
        and len(text) <= longest
        and not text.startswith(FORMULA)
        and "{{" not in text
        and "}}" not in text
        and not any(unicodedata.category(character) in UNSEEN for character in text)
    )


def plain(text: str) -> str:
    """Give a text back if it is plain.

    Raises
    ------
    ValueError
        Saying the rule.
    """
    return _checked(text, LONGEST_TEXT)


def plain_name(text: str) -> str:
    """Give a name back, a text short enough for the heading of a column, if it is plain.

    Raises
    ------
    ValueError
        Saying the rule.
    """
    return _checked(text, LONGEST_NAME)


def _checked(text: str, longest: int) -> str:
    if not is_plain(text, longest):
        raise ValueError(text_rule(longest))
    return text
