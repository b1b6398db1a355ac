"""Texts that are allowed, and that some program between the data and the reader would act on."""

HTML = "<script>alert(1)</script> <b onclick='x()'>bold</b> <img src=https://example.invalid/a.png>"
LINKS = (
    "[link](https://example.invalid) ![](https://example.invalid/a.png) <https://example.invalid>"
)
RAW = "```{=html} <iframe src=//example.invalid> ``` `<i>`{=html} ::: {.callout-note} :::"
CROSS = "See @tbl-regions @diamanti2018 [@sec-methods] [^1] ^[a note] #sec-methods {#tbl-twice}"
HEADING = "# A heading *of* _its_ own, | a | table | **and** ~~more~~ &lt;b&gt; &amp;amp;"
MATHS = r"$x^2$ $$y$$ \(z\) \[w\] \begin{equation} \input{/etc/passwd}"
TYPST = '#import "a.typ": x #eval("1+1") #read("/etc/passwd") #set page(width: 1cm) [*x*] @label'
LIST = "1. one -- two --- three ... four 'five' \"six\" (1) seven"
ENTITY = "a &lt; b &#60;script&#62; \\u003cscript\\u003e %3Cscript%3E"
LABELS = {
    "patient": "A & B <b>$x$</b> *p* #p @p",
    "control": r"`C` |d| \alpha [e](f) {g} ~h~ &lt;",
}
TITLE = "Title <script>alert('t')</script> *no emphasis* $a$ #b @c | d [e](f)"
EVERY = (HTML, LINKS, RAW, CROSS, HEADING, MATHS, TYPST, LIST, ENTITY)


def as_shown(text: str) -> str:
    """The text as a typeset page has it: an apostrophe within a word, and spaces, may differ."""
    return "".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
