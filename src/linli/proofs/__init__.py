"""Proofs that need no trust in who keeps the data: trees of hashes, canonical bytes, signatures. No tables."""
