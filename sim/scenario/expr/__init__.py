"""The expression language: text to frozen nodes and back, never ``eval``.

>>> from sim.scenario.expr.parser import parse
>>> from sim.scenario.expr.nodes import to_text
>>> to_text(parse("a+2*b >= 3 and not c"))
'a + 2 * b >= 3 and not c'
"""
