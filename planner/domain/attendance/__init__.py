"""The door: what was scanned, what the door answers, who is in, what the ledger says."""
