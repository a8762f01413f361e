"""Time limits (办理时限): the ledger of each petition's clock, and its reminders, once each."""
