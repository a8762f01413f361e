"""Sign-in and sign-out (签到签退) for each session of the day, corrections, and the sheet for appraisal."""
