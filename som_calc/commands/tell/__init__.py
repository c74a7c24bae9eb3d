"""Everything the commands write to a terminal."""
