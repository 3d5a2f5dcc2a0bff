"""How words leave the house: senders without tables. A real gateway implements :class:`senders.Sender`."""
