"""The ground floor: who acts, what refuses, how values are kept. No tables and no words of the field."""
