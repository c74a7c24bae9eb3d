"""How sure is it, what must be true, and who pays: everything built on the calculation.

- :mod:`inputs`: every number of a case that can be varied, by its dotted Danish name.
- :mod:`evaluator`: the frame as a polynomial in those inputs, many settings at once.
- :mod:`design` and :mod:`runner`: sensitivity as data, and the one runner of it.
- :mod:`switching`, :mod:`sensitivity`: break-even of every input; tornado, two-way, horizon.
- :mod:`uncertainty`, :mod:`correlation`, :mod:`monte_carlo`, :mod:`information`: chance.
- :mod:`payback`, :mod:`payers`, :mod:`transfers`, :mod:`cash`, :mod:`evidence`: the decision.
- :mod:`portfolio`: several efforts side by side.

Signs: + is a gain for the public purse.  Amounts are kr. of the case's price year.
"""
