"""派单与路线: pure functions that put things in order or together. No tables, no words of the rooms above."""
