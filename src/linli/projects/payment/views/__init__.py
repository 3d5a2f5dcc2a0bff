"""Pages of paying: the requests, a project's money, one request with all it rests on, the 绩效 tables."""
