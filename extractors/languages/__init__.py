"""One module a language: numbers, magnitudes, periods, hedges, directions, status words."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from extractors.areas import AreaWords
from extractors.languages.base import Language

LANGUAGES = ("en", "vi")


@cache
def language_module(code: str) -> Language:
    """The words of a language, names of places left open (`language_of`). Raises ValueError, with the languages there are, for another."""
    if code not in LANGUAGES:
        raise ValueError(f"language {code!r} has no module; there are {', '.join(LANGUAGES)}")
    language: Language = import_module(f"extractors.languages.{code}").LANGUAGE
    return language


@cache
def language_of(code: str, names: AreaWords) -> Language:
    """A language with the names of an area in its patterns, made once for the same names. Raises as `language_module`."""
    return language_module(code).of_area(names)
