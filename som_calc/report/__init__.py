"""What the reports say, one room per kind."""
