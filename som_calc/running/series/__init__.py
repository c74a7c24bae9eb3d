"""A series of reports: many cases, unchanged ones skipped, failures told, on many processes.

``orders`` says what to make, ``keys`` when it is unchanged, ``work`` makes one report,
``workers``/``cluster`` spread the work, ``series`` runs it all, ``overview`` tells.
"""
