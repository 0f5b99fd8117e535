"""An optional language model may propose words; the rules of the reader recompute every value.

Off unless a case or a command names an endpoint. What only the model saw is a claim marked
``proposed``: it needs a person, and nothing links it or assesses it until one confirms it.
"""

from trucewatch.proposing.answers import AnswerFolder, Answers, NoAnswers
from trucewatch.proposing.endpoint import Endpoint, HttpEndpoint
from trucewatch.proposing.proposer import Proposed, Proposer, Rejection
from trucewatch.proposing.settings import ModelSettings

__all__ = [
    "AnswerFolder",
    "Answers",
    "Endpoint",
    "HttpEndpoint",
    "ModelSettings",
    "NoAnswers",
    "Proposed",
    "Proposer",
    "Rejection",
]
