"""Running notebooks inside our own process: the papermill engine ``som``.

``engine`` is what papermill finds, ``client`` runs the cells, ``shell`` is the kernel's side,
``streams`` gathers what is printed, ``isolation`` puts the process back as it was.
"""
