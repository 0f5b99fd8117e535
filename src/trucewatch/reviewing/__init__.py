"""What a person may change of a claim: its slots as text, and the claim that follows from them."""

from trucewatch.reviewing.correcting import added_claim, corrected_claim
from trucewatch.reviewing.finding import found_words
from trucewatch.reviewing.names import Known
from trucewatch.reviewing.slots import MOST_TOLLS, Slot, slots_of, values_of

__all__ = ["MOST_TOLLS", "Known", "Slot", "added_claim", "corrected_claim", "found_words", "slots_of", "values_of"]
