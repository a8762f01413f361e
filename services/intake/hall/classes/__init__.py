"""Classes (号类): how many numbers a day gives, when waiting is too long, and who goes first."""
