"""Papers of the room: what stands in a case, laid out as its forms say, set as PDF and Word."""
