"""What is asked on the pages of a project."""
