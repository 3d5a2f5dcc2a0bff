"""Pages of buying, one module for each who comes."""
