"""采购: from an approved plan to a signed contract."""
