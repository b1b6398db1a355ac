"""A figure together with the words for a reader who cannot see it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Drawing:
    """One figure of the manuscript.

    Parameters
    ----------
    figure : Figure
        The matplotlib figure.
    alternative : str
        What it shows, in sentences made from the same numbers.
    caption : str
        The caption, where it depends on how the figure was drawn; else that of the cell stands.
    """

    figure: "Figure"
    alternative: str
    caption: str = ""
