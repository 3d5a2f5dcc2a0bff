"""What is read of the room, one module per subject."""
