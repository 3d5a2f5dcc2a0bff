"""青禾县(示范): a fictional county with its people and what was done for them, made the same way every time."""

CODE = "990722"
