"""社工队伍: the talent register, what its workers learnt, the agencies and their papers."""
