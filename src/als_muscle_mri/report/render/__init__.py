"""The manuscript and its notebooks as files to read: HTML, PDF and Word."""

from .notebook_page import notebook_page
from .problems import Problem, RenderError
from .rendering import Rendered, choose, render

__all__ = ["Problem", "RenderError", "Rendered", "choose", "notebook_page", "render"]
