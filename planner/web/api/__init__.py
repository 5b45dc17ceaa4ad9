"""The JSON face of the house, for other programs and for the door."""
