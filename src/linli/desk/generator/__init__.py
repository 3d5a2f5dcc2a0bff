"""A county of real size with people who do not exist: for measuring, for rehearsals, for nothing else."""
