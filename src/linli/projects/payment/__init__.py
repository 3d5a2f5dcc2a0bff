"""拨款: a tranche is asked for, approved, paid, and followed to its receipts; the purchaser's 绩效 tables."""
