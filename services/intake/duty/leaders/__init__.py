"""The duty leader of the day (值班领导): rostered by date, swapped by consent, shown to everybody."""
