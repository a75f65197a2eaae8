"""StanceLab: scenario files in, outcome distributions out.

Five nouns carry everything: a ``Scenario`` (what is believed about a world) is compiled to a ``Program``;
a ``Plan`` says how to run it; ``Runs`` are the simulated histories; a ``Finding`` is one answer with its interval.
"""

__version__ = "0.1.0"
__distribution__ = "stancelab"
