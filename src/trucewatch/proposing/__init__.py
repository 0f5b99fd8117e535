"""An optional language model may propose words; the rules of the reader recompute every value.

Off unless a case or a command names an endpoint. What only the model saw is a claim marked
``proposed``: it needs a person, and nothing links it or assesses it until one confirms it.
Its parts are imported where they are used: the settings are part of every case, the rest is not.
"""
