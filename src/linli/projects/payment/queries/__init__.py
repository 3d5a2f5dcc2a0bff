"""What is read of payments: conditions, evidence, where every 分 went, the lists."""
