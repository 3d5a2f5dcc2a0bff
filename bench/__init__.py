"""Measurements: our side and the plain way in one run, one table, JSON beside it. Correctness first."""
