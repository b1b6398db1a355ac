"""Kinds of numbers that settings are; what a kind allows is checked and said from one place."""

from itertools import pairwise
from typing import Any

from pydantic import Field


def allowed(text: str) -> dict[str, Any]:
    """Say in words what a setting may be, for messages and the data dictionary."""
    return {"allowed": text}


def rising(values: tuple[float, ...]) -> tuple[float, ...]:
    """Give numbers back if each is above the one before it.

    Raises
    ------
    ValueError
        They are not.
    """
    if any(left >= right for left, right in pairwise(values)):
        raise ValueError("the numbers must rise")
    return values


def share(default: float | None, description: str) -> Any:
    """A number above 0 and below 1, as a level of significance."""
    words = allowed("a number above 0 and below 1")
    return Field(default=default, gt=0, lt=1, description=description, json_schema_extra=words)


def probability(default: float, description: str) -> Any:
    """A number from 0 to below 1, as the chance of something that may also never happen."""
    words = allowed("a number from 0 to below 1")
    return Field(default=default, ge=0, lt=1, description=description, json_schema_extra=words)


def switch(default: bool, description: str) -> Any:
    """Something that is done or left."""
    words = allowed("true or false")
    return Field(default=default, description=description, json_schema_extra=words)


def whole_number(default: int | None, least: int, most: int, description: str) -> Any:
    """A whole number between two limits that are themselves allowed."""
    words = allowed(f"a whole number from {least} to {most}")
    return Field(
        default=default, ge=least, le=most, description=description, json_schema_extra=words
    )
