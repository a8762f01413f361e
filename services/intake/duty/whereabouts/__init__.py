"""Whereabouts of staff (去向牌): who is at post, who is away, where, until when, and who stands in."""
