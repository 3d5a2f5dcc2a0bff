"""公开: what everybody may read of what is bought: pages, and open data in the shape of OCDS."""
