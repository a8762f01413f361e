"""Announcements and other publicity (公告、宣传): drafted, published, withdrawn; counted for the figures."""
