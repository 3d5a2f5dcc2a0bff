"""What is asked of the room."""
