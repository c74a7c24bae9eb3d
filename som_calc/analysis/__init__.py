"""How sure is it, what must be true, and who pays: questions asked of the frame.

- :mod:`design` and :mod:`runner`: sensitivity as data, and the one runner of it.
- :mod:`switching`, :mod:`sensitivity`: break-even of every input; tornado, two-way, horizon.
- :mod:`uncertainty`, :mod:`correlation`, :mod:`monte_carlo`, :mod:`information`: chance.
- :mod:`payback`, :mod:`payers`, :mod:`transfers`, :mod:`cash`, :mod:`evidence`: the decision.
- :mod:`portfolio`: several efforts side by side.

Signs: + is a gain for the public purse.  Amounts are kr. of the case's price year.
"""
