"""Assessing: hold an incident against each clause in force and say what follows, with the reasons.

The machine proposes. Whether the claims hold, and whether something is a breach, is left to the commission.
"""

from trucewatch.assessing.assess import assess
from trucewatch.assessing.assessor import Assessor
from trucewatch.assessing.wording import conditional, sentence
from trucewatch.assessing.world import World

__all__ = ["Assessor", "World", "assess", "conditional", "sentence"]
