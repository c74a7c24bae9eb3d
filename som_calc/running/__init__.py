"""Running notebooks: the papermill engine, one report, and series of many."""
