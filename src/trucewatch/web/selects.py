"""A select of a filter. Its options are written once for each state of the record: some lists are long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

__all__ = ["Select"]


@dataclass(frozen=True)
class Select:
    """``name`` is that of the parameter, ``phrase`` the key of the words over it, ``options`` are value and words."""

    name: str
    phrase: str
    options: Sequence[tuple[str, str]]

    @cached_property
    def written(self) -> Markup:
        """The options, none of them selected."""
        option = Markup('<option value="{}">{}</option>')
        return Markup("").join(option.format(value, words) for value, words in self.options)

    def choosing(self, chosen: str | None) -> Markup:
        """The options with the one selected that has the value ``chosen``; none where no option has it."""
        before, wanted, after = self.written.partition(f'<option value="{escape(chosen or "")}"')
        return before + wanted + Markup(" selected") + after if wanted and chosen else self.written
