"""The paper of a ticket (出票): printed, failed, printed again, or shown on the screen instead."""
