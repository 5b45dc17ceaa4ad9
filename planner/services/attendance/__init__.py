"""The door in use: opening and pairing, taking scans, the ledger."""
