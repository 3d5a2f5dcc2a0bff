"""Pages of the accounts room: coming in, one's own account, everybody's posts."""
