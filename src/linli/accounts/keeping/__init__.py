"""Keeping the keys: their file, and the change of the key of the blind indexes."""
