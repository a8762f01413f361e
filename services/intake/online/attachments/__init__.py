"""Attachments (附件): papers of a case or an online application; kept by hash, scanned, removed on their day."""
