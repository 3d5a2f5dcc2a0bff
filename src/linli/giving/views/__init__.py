"""Pages of the giving room."""
